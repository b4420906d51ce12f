"""How much more CPU does `get_battery_status` take than the same call in bare requests?

    .venv/bin/python -m benchmarks.client [ROUNDS]

A small server in another process answers on loopback. Both ways use the same session,
headers and query, and alternate in paired rounds; what is measured is the process's CPU
time, and the figure is the median of the rounds' ratios. Exit status 1 above 1.25.
"""

import base64
import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

import requests

from vehicles.renault_api import KamereonVehicleDetails, RenaultSession, RenaultVehicle

LIMIT = 1.25
CALLS = 100
BATTERY = {
    "timestamp": "2026-03-01T18:42:07Z",
    "batteryLevel": 63,
    "batteryTemperature": 14,
    "batteryAutonomy": 205,
    "batteryCapacity": 0,
    "batteryAvailableEnergy": 33,
    "plugStatus": 1,
    "chargingStatus": 1.0,
    "chargingRemainingTime": 95,
    "chargingInstantaneousPower": 7.2,
}
ANSWER = json.dumps({"data": {"type": "Car", "id": "VF1BENCH000000001", "attributes": BATTERY}}).encode()


class Handler(BaseHTTPRequestHandler):
    """Answers every GET alike."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *_: Any) -> None:
        """Stay quiet."""


def serve(pipe: Connection) -> None:
    """Serve until the parent ends; runs in a process of its own, so that its CPU is not counted."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    pipe.send(server.server_address[1])
    server.serve_forever()


def jwt() -> str:
    """Return a JWT that outlives the benchmark."""
    claims = base64.urlsafe_b64encode(json.dumps({"exp": int(time.time()) + 86400}).encode()).decode()
    return f"e30.{claims.rstrip('=')}.sig"


def bare_call(websession: requests.Session, url: str, token: str) -> Callable[[], Any]:
    """Return the call as a program without a client would write it."""
    headers = {"apikey": "key", "x-gigya-id_token": token, "Content-type": "application/vnd.api+json"}

    def call() -> Any:
        response = websession.get(url, params={"country": "FR"}, headers=headers, timeout=(5, 20))
        response.raise_for_status()
        return response.json()["data"]["attributes"]

    return call


def client_call(websession: requests.Session, root: str, token: str) -> Callable[[], Any]:
    """Return the client's call, signed in and with the vehicle's details at hand."""
    servers = {
        "gigya-root-url": root,
        "gigya-api-key": "key",
        "kamereon-root-url": root,
        "kamereon-api-key": "key",
    }
    session = RenaultSession(websession, "fr_FR", locale_details=servers)
    session.set_login_token("token")
    session.credentials["gigya_jwt"] = token
    details = KamereonVehicleDetails.from_raw({"model": {"code": "X102VE"}})
    return RenaultVehicle(
        "account", "VF1BENCH000000001", session=session, vehicle_details=details
    ).get_battery_status


def cpu_seconds(call: Callable[[], Any]) -> float:
    """Return the CPU time that some calls take."""
    started = time.process_time()
    for _ in range(CALLS):
        call()
    return time.process_time() - started


def main(rounds: int = 31) -> int:
    """Measure, print, and return the exit status."""
    context = get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=serve, args=(there,), daemon=True)
    server.start()
    root, token = f"http://127.0.0.1:{here.recv()}", jwt()
    path = "/commerce/v1/accounts/account/kamereon/kca/car-adapter/v2/cars/VF1BENCH000000001/battery-status"
    with requests.Session() as websession:
        client, bare = client_call(websession, root, token), bare_call(websession, root + path, token)
        cpu_seconds(client), cpu_seconds(bare)
        gc.collect()
        pairs = []
        for number in range(rounds):
            first, second = (client, bare) if number % 2 else (bare, client)
            times = {first: cpu_seconds(first), second: cpu_seconds(second)}
            pairs.append((times[client], times[bare]))
    server.terminate()
    ratio = statistics.median(ours / theirs for ours, theirs in pairs)
    ours, theirs = (statistics.median(column) / CALLS * 1e6 for column in zip(*pairs, strict=True))
    print(f"get_battery_status {ours:.0f} µs, bare requests {theirs:.0f} µs of CPU per call")
    print(f"ratio {ratio:.3f} (at most {LIMIT})")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
