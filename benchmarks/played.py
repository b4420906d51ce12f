"""Renault's servers for a thousand logins: canned answers after a delay, cheap enough not to be measured.

    python -m benchmarks.played SECONDS

The answers are those that the simulator gives for one parked car; each battery report has a new time, so that
every poll finds something new. The first line that it prints is its port. `GET /_calls` tells when each
account was asked, `GET /_cpu` how many seconds of processor it took.
"""

import asyncio
import base64
import json
import sys
import time
from datetime import UTC, datetime
from typing import Any

from vehicles.simulator import World
from vehicles.simulator.cars import CARS

ZOE_50 = "VF1PLAYEDZE500002"
ENDPOINTS = ("battery-status", "cockpit", "hvac-status", "pressure", "lock-status", "charges")
JWT_SECONDS = 900


def canned() -> dict[str, Any]:
    """Return the attributes of each endpoint of a parked car."""
    now = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
    world = World(seed=7, born_at=now, start=now, rows=[row for row in CARS if row.vin == ZOE_50])
    told = {
        name: dict(world.attributes(ZOE_50, name))
        for name in ENDPOINTS
        if name not in ("charges", "lock-status")
    }
    told["battery-status"] |= {"plugStatus": 0, "chargingStatus": 0.0}
    return {**told, "charges": {"charges": []}}


def jwt() -> str:
    """Return a JWT that lasts as Renault's do; nobody checks its signature."""
    parts = ({"alg": "none"}, {"exp": int(time.time()) + JWT_SECONDS, "data.personId": "person"})
    return ".".join(
        [*(base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts), "x"]
    )


class Played:
    """Answers, and remembers when each account was asked."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.told = canned()
        self.calls: dict[str, list[float]] = {}

    def answer(self, path: str) -> tuple[int, Any]:
        if path == "/_calls":
            return 200, self.calls
        if path == "/_cpu":
            return 200, time.process_time()
        if "accounts.getJWT" in path:
            return 200, {"errorCode": 0, "id_token": jwt()}
        endpoint = path.rpartition("/")[2].partition("?")[0]
        account = path.split("/accounts/")[-1].split("/")[0]
        self.calls.setdefault(account, []).append(time.time())
        if endpoint not in self.told:
            return 404, {"errors": [{"errorCode": "err.func.wired.notFound", "errorMessage": "Not found"}]}
        attributes = dict(self.told[endpoint])
        if endpoint == "battery-status":
            attributes["timestamp"] = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return 200, {"data": {"type": "Car", "id": "car", "attributes": attributes}}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode()
                length = next(
                    (
                        int(line[15:])
                        for line in head.split(b"\r\n")
                        if line.lower().startswith(b"content-length:")
                    ),
                    0,
                )
                await reader.readexactly(length)
                if self.seconds and not path.startswith("/_"):
                    await asyncio.sleep(self.seconds)
                status, told = self.answer(path)
                body = json.dumps(told).encode()
                writer.write(
                    b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                    % (status, len(body), body)
                )
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def main(seconds: float) -> None:
    server = await asyncio.start_server(Played(seconds).serve, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
