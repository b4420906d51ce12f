"""The supervisor as a small program of its own: `python __main__.py FD`.

`hand_over` (handing_over.py) puts it in the place of the process that prepared everything, whose memory,
Django and all, goes back to the machine. What is to be run comes through the descriptor:
a database's password has no business in a command line.
"""

import marshal
import os
import sys

sys.path.insert(0, os.path.abspath(f"{__file__}/../../.."))

from vehicles.supervision.life import Part
from vehicles.supervision.supervisor import Supervisor


def main() -> None:
    with os.fdopen(int(sys.argv[1]), "rb") as handed_over:
        parts, parent = marshal.load(handed_over)  # noqa: S302 - written by `hand_over`, in this process
    Supervisor([Part(*part) for part in parts], parent=parent).run()
    sys.stdout.write("Stopped.\n")


if __name__ == "__main__":
    main()
