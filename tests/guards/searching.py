"""Finds a secret in bytes however it was written down: as it is, in base64, or as an address has it."""

import base64
from collections.abc import Iterator
from urllib.parse import quote, quote_plus


def forms(secret: str) -> Iterator[bytes]:
    """Yield what stands in a file that holds the secret, alone or within something larger."""
    plain = secret.encode()
    yield plain
    yield from {quote(secret, safe="").encode(), quote_plus(secret).encode()}
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for before in range(3):
            # The letters at either end depend on what stands beside the secret.
            end = (before + len(plain)) // 3 * 4
            yield encode(b"\0" * before + plain)[(before * 8 + 5) // 6 : end]


def found_in(content: bytes, secret: str) -> bool:
    return any(form in content for form in forms(secret))
