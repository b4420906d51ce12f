"""The search finds what it must find."""

import base64
from urllib.parse import quote

import pytest

from .searching import found_in

SECRET = "st2.s+a/b=c~secret word"


@pytest.mark.parametrize("before", ["", "x", "xy", "xyz", "token: "])
@pytest.mark.parametrize("after", ["", "a", "ab", " and more"])
def test_it_is_found_in_base64_whatever_stands_beside_it(before: str, after: str) -> None:
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        assert found_in(b"{" + encode((before + SECRET + after).encode()) + b"}", SECRET)


def test_it_is_found_as_it_is_and_in_an_address() -> None:
    assert found_in(f"Bearer {SECRET}.".encode(), SECRET)
    assert found_in(f"https://example.com/?token={quote(SECRET, safe='')}&x=1".encode(), SECRET)


def test_it_is_not_found_where_it_is_not() -> None:
    assert not found_in(base64.b64encode(SECRET[:-3].encode()) + b" " + SECRET[1:].encode(), SECRET)
