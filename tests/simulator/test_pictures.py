"""The played cars have pictures, served where their details say, and faults that make them odd."""

import requests

from vehicles.simulator import Server
from vehicles.simulator.pictures import at_home


def fetched(server: Server) -> requests.Response:
    return requests.get(f"{server.url}/_simulator/pictures/X102VE.png", timeout=5, allow_redirects=False)


def test_a_picture_is_a_png(server: Server) -> None:
    answer = fetched(server)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert answer.content.startswith(b"\x89PNG")


def test_a_fault_makes_it_odd_as_often_as_asked(server: Server) -> None:
    server.control.fault("odd_picture", form="svg", times=1)
    assert fetched(server).headers["Content-Type"] == "image/svg+xml"
    assert fetched(server).content.startswith(b"\x89PNG")
    server.control.fault("odd_picture", form="large", times=1)
    assert len(fetched(server).content) > 2_000_000
    server.control.fault("odd_picture", form="redirect", to="http://127.0.0.1:1/elsewhere", times=1)
    answer = fetched(server)
    assert (answer.status_code, answer.headers["Location"]) == (302, "http://127.0.0.1:1/elsewhere")
    server.control.fault("odd_picture", form="lying", times=1)
    answer = fetched(server)
    assert answer.headers["Content-Type"] == "image/png"
    assert not answer.content.startswith(b"\x89PNG")
    server.control.fault("bad_gateway", endpoint="pictures", times=1)
    assert fetched(server).status_code == 502


def test_a_replayed_cars_picture_is_drawn_here() -> None:
    recorded = {
        "assets": [
            {"assetType": "PICTURE", "renditions": [{"resolutionType": "L", "url": "https://far.example/a"}]},
            {"assetType": "URL", "renditions": [{"url": "https://far.example/guide"}]},
        ]
    }
    renamed = at_home(recorded, "X101VE", "http://127.0.0.1:9")
    assert renamed["assets"][0]["renditions"] == [
        {"resolutionType": "L", "url": "http://127.0.0.1:9/_simulator/pictures/X101VE.png"}
    ]
    assert renamed["assets"][1] == recorded["assets"][1]
