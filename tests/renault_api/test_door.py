"""The door of the package."""

import subprocess
import sys

from vehicles import renault_api


def test_the_client_needs_neither_django_nor_the_site():
    program = (
        "import sys, vehicles.renault_api;"
        "print([m for m in sys.modules if m.partition('.')[0] in ('django', 'renault_web')"
        " or m.startswith('vehicles.') and not m.startswith('vehicles.renault_api')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_everything_named_is_there():
    assert all(hasattr(renault_api, name) for name in renault_api.__all__)
    assert len(set(renault_api.__all__)) == len(renault_api.__all__)
