"""How gunicorn serves the pages: one small process (WEB_WORKERS), a few threads (WEB_THREADS).

A household is served well by one process (one_process.py); more of them cost memory.
Each of several touches a file to show that it lives: in memory where there is /dev/shm,
since the same file on an SD card can stall it. Settings that an older gunicorn does not
know are ignored by it.
"""

import os
from pathlib import Path

from gunicorn.config import Config
from gunicorn.glogging import Logger

worker_class = "gthread"
timeout = 60
graceful_timeout = 4  # less than the supervisor waits before it kills
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

if os.environ.get("LOG_FORMAT") == "json":
    from vehicles.logs import MaskedJson

    class logger_class(Logger):
        """Writes gunicorn's own lines as all others are written."""

        def setup(self, cfg: Config) -> None:
            super().setup(cfg)
            for handler in self.error_log.handlers:
                handler.setFormatter(MaskedJson())
