"""Keeps the web server and the worker running, and leaves nothing behind; standard library only.

`supervisor.py` starts, watches and stops the parts; one run of one is a `life.py`,
led by a `guardian.py` process; `pulse.py` tells a hanging part from a working one by
what `beats.py` reads. `handing_over.py` makes the supervisor a small program of its own
(`__main__.py`). `address.py` knows where the web server listens.
Why it is ours: docs/adr/0003-one-run-command.md.
"""

from vehicles.supervision.address import Address, PortInUse
from vehicles.supervision.handing_over import hand_over
from vehicles.supervision.life import Part, Times
from vehicles.supervision.supervisor import Supervisor

__all__ = ["Address", "Part", "PortInUse", "Supervisor", "Times", "hand_over"]
