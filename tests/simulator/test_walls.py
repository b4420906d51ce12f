"""The simulator stands by itself: the standard library and nothing else."""

import subprocess
import sys
from pathlib import Path

LOOK = """
import sys, vehicles.simulator
mine = {m for m in sys.modules if m.startswith("vehicles.") and not m.startswith("vehicles.simulator")}
others = {m.partition(".")[0] for m in sys.modules} & {"django", "requests", "urllib3", "renault_api"}
print(sorted(mine | others))
"""


def test_it_imports_no_framework_and_no_other_room_of_the_house():
    root = Path(__file__).resolve().parents[2]
    found = subprocess.run([sys.executable, "-c", LOOK], cwd=root, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
