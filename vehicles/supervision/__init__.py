"""Keeps the web server and the worker running, and leaves nothing behind; standard library only.

`supervisor.py` starts, watches and stops the parts; one run of one is a `life.py`,
led by a `guardian.py` process; `pulse.py` tells a hanging part from a working one by
what `beats.py` reads. `handing_over.py` makes the supervisor a small program of its own
(`__main__.py`). `address.py` knows where the web server listens.
Why it is ours: docs/adr/0003-one-run-command.md.

What runs in the supervisor's own process (all but address.py and handing_over.py) reads as little of the
standard library as it can, since it stays in memory: `logging`, `subprocess`, `pathlib`, `dataclasses`,
`typing` and `json` would double what it takes. So types are read by the checker alone, and nothing is
imported in this file.
"""
