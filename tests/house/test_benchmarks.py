"""The benchmarks measure what they say: every chart, and whole answers."""

import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from benchmarks.load import Load
from benchmarks.questions import BY_KEY
from vehicles.charts.kinds import KINDS


def test_every_chart_has_a_question_in_plain_sql_beside_it() -> None:
    assert set(KINDS) == set(BY_KEY)


class Played(BaseHTTPRequestHandler):
    """Answers in two pieces, "/gone" with 404, and breaks off in the middle of "/broken"."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["Cookie"]))
        self.send_response(404 if self.path == "/gone" else 200)
        self.send_header("Content-Length", "10000")
        self.end_headers()
        self.wfile.write(b"x" * 5000)
        self.wfile.flush()
        if self.path == "/broken":
            self.close_connection = True
        else:
            self.wfile.write(b"y" * 5000)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_the_load_counts_whole_answers_by_status_and_what_broke_off_as_an_error() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Played) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        load = Load(server.server_port, 3, "a=b", ["/", "/gone", "/broken"])
        load.run(0.5)
        server.shutdown()
    asked = Counter(path for path, _ in Played.asked)
    assert all(asked[path] for path in ("/", "/gone", "/broken"))
    assert load.told == {"200": asked["/"], "404": asked["/gone"], "ConnectionResetError": asked["/broken"]}
    assert len(load.times) == asked["/"] + asked["/gone"]
    assert {cookie for _, cookie in Played.asked} == {"a=b"}
