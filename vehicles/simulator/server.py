"""Serves the played servers over real HTTP: HTTP/1.1, connections kept, one thread each."""

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urlsplit

WSGIApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

HOST = "127.0.0.1"
# By this key of the WSGI environment an app asks for a pause between the bytes of the head, in seconds.
HEAD_PAUSE = "simulator.head_pause"


class _Handler(BaseHTTPRequestHandler):
    """Speaks HTTP on one side and WSGI on the other; every answer must tell its length."""

    protocol_version = "HTTP/1.1"
    server_version = "Simulator"
    sys_version = ""
    wbufsize = -1  # head and body leave together: no delayed-ACK stalls
    disable_nagle_algorithm = True
    timeout = 120
    server: "_HTTPServer"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: addresses may hold VINs."""

    def _run(self) -> None:
        environ = self._environ()

        def start_response(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> None:
            code, _, reason = status.partition(" ")
            self.send_response(int(code), reason)
            for name, value in headers:
                self.send_header(name, value)
            if pause := float(environ.get(HEAD_PAUSE, 0)):
                self._drip_head(pause)
            self.end_headers()

        try:
            for piece in self.server.app(environ, start_response):
                self.wfile.write(piece)
                self.wfile.flush()
        except (BrokenPipeError, ConnectionError, ValueError):
            self.close_connection = True  # the caller hung up, as impatient clients do

    def _drip_head(self, pause: float) -> None:
        """Send what is known of the head, a byte at a time."""
        head, self._headers_buffer = b"".join(self._headers_buffer), []
        for byte in head:
            time.sleep(pause)
            self.wfile.write(bytes([byte]))
            self.wfile.flush()

    def _environ(self) -> dict[str, Any]:
        parts = urlsplit(self.path)
        environ = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(parts.path),
            "QUERY_STRING": parts.query,
            "CONTENT_TYPE": self.headers.get("content-type", ""),
            "CONTENT_LENGTH": self.headers.get("content-length", ""),
            "SERVER_NAME": HOST,
            "SERVER_PORT": str(self.server.server_address[1]),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": self.rfile,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name in set(self.headers.keys()):
            key = "HTTP_" + name.upper().replace("-", "_")
            if key not in ("HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"):
                environ[key] = ", ".join(self.headers.get_all(name, []))
        return environ

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _run


class _HTTPServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, port: int, app: WSGIApp) -> None:
        self.app = app
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__((HOST, port), _Handler)

    def server_bind(self) -> None:
        # HTTPServer would look its own name up; loopback needs no name.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet about callers that hang up; let the rest be seen."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        """End the connections that callers keep open, so that closed means closed."""
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue


class Server:
    """A running server in a thread of its own; a context manager that closes it.

    `url` has no slash at its end. Raises OSError where the port is taken.
    """

    def __init__(self, app: WSGIApp, port: int = 0) -> None:
        self.app = app
        self._server = _HTTPServer(port, app)
        self.port: int = self._server.server_address[1]
        self.url = f"http://{HOST}:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join(timeout=2)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
