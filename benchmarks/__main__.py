"""Runs the benchmarks: `python -m benchmarks` (or `make bench`) all, `python -m benchmarks history` one."""

import sys

from benchmarks import client, history

USAGE = "python -m benchmarks [client [ROUNDS] | history [--small] [--only sqlite|postgres]]"


def main(words: list[str]) -> int:
    """Run what is named, or everything; the exit status is not 0 where a limit is missed."""
    match words:
        case []:
            return max(client.main(), history.main([]))
        case ["client", *rounds]:
            return client.main(*map(int, rounds))
        case ["history", *options]:
            return history.main(options)
    print(USAGE)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
