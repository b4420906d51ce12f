"""The supervisor as a small program of its own: `python __main__.py FD`.

`hand_over` (handing_over.py) puts it in the place of the process that prepared everything, whose memory,
Django and all, goes back to the machine. What is to be run comes through the descriptor, as JSON:
a database's password has no business in a command line.
"""

import json
import logging
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from vehicles.supervision.life import Part
from vehicles.supervision.log_lines import formatter
from vehicles.supervision.supervisor import Supervisor


def main() -> None:
    with os.fdopen(int(sys.argv[1])) as handed_over:
        wanted = json.load(handed_over)
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(os.environ.get("LOG_FORMAT")))
    logging.basicConfig(level="INFO", handlers=[handler])
    Supervisor([Part(**part) for part in wanted["parts"]], parent=wanted["parent"]).run()
    sys.stdout.write("Stopped.\n")


if __name__ == "__main__":
    main()
