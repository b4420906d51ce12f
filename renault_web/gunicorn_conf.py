"""How gunicorn serves the pages: one small process, a few threads (WEB_THREADS).

A household is served well by one process; more of them only cost memory. The
worker touches a file to show that it lives: in memory where there is /dev/shm,
since the same file on an SD card can stall it. Settings that an older gunicorn
does not know are ignored by it.
"""

from pathlib import Path

workers = 1
worker_class = "gthread"
timeout = 60
graceful_timeout = 4  # less than the supervisor waits before it kills
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
