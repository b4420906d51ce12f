"""Ends with 0 where an address answers 200, as a container's health check wants it: healthy.py URL."""

import sys
import urllib.error
import urllib.request


def main(url: str) -> int:
    """Say what the address answers, and return 0 where all is well."""
    try:
        with urllib.request.urlopen(url, timeout=4) as answer:  # noqa: S310  our own address
            text, healthy = answer.read(500), answer.status == 200
    except urllib.error.HTTPError as refused:
        text, healthy = refused.read(500), False
    except OSError as error:
        text, healthy = str(error).encode(), False
    sys.stdout.write(text.decode(errors="replace") + "\n")
    return 0 if healthy else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
