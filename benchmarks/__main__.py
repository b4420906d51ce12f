"""Runs the benchmarks: `python -m benchmarks` (or `make bench`) all, `python -m benchmarks history` one."""

import sys

from benchmarks import client, history, idle, polling, web

USAGE = """python -m benchmarks [client [ROUNDS]]
python -m benchmarks history [--small] [--only sqlite|postgres]
python -m benchmarks idle [--minutes 3] [--settle 2] [--folder FOLDER]
python -m benchmarks polling [--small] [--workers 4,8,16]
python -m benchmarks web [--seconds 20] [--minutes 10] [--only sqlite|postgres]"""


def main(words: list[str]) -> int:
    """Run what is named, or everything; the exit status is not 0 where a limit is missed."""
    match words:
        case []:
            return max(client.main(), history.main([]), idle.main([]), polling.main([]), web.main([]))
        case ["client", *rounds]:
            return client.main(*map(int, rounds))
        case ["history", *options]:
            return history.main(options)
        case ["idle", *options]:
            return idle.main(options)
        case ["web", *options]:
            return web.main(options)
        case ["polling", *options]:
            return polling.main(options)
    print(USAGE)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
