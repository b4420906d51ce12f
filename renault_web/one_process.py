"""gunicorn in one process: `python -m renault_web.one_process [gunicorn's own options] MODULE:APP`.

gunicorn's main process takes 15 MB to watch over the one that serves, which the supervisor does anyway. So
the process that listens serves by itself. What the supervisor does not see is a thread that holds the
interpreter for good, in a regular expression say. A watch that needs no interpreter ends the process then, as
gunicorn's would, and says in the log where it hung.
"""

import faulthandler
import os

from gunicorn.app.wsgiapp import WSGIApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.gthread import ThreadWorker


class WatchedWorker(ThreadWorker):
    """gunicorn's worker with threads, whose process ends where its main thread comes to a halt."""

    def notify(self) -> None:
        """Say that the main thread goes on; it does so each second, and must within `timeout` seconds."""
        faulthandler.dump_traceback_later(self.cfg.timeout, exit=True)


class OneProcess(Arbiter):
    """Listens as gunicorn's main process does, and serves by itself."""

    def run(self) -> None:
        """Serve until SIGTERM, or until the parent is gone."""
        self.start()
        worker = WatchedWorker(1, os.getppid(), self.LISTENERS, self.app, self.timeout, self.cfg, self.log)
        worker.pid = os.getpid()
        worker.init_process()
        os._exit(0)  # whoever still works on an answer has had `graceful_timeout` for it


class Served(WSGIApplication):
    def run(self) -> None:
        OneProcess(self).run()


if __name__ == "__main__":
    Served("%(prog)s [OPTIONS] [APP_MODULE]").run()
