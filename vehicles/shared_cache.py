"""The cache in Redis (`REDIS_URL`), and in the database for as long as Redis does not answer.

What lies in it are failed sign-ins. While Redis is away they are counted in the database: signing in is never
without a limit, and never impossible. The counts of both are not put together, so that somebody who guesses
has twice as many tries at most for each time that Redis goes.
"""

import logging
import threading
import time
from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache

log = logging.getLogger(__name__)

# A page waits so long for Redis, once in each pause.
PATIENCE_SECONDS = 1
PAUSE_SECONDS = 10
TABLE = "vehicles_cache"


class SharedCache(BaseCache):
    """Asks Redis, and the database where Redis did not answer within the last ten seconds.

    Each process says once in its log that Redis is gone, and once that it is back.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        from redis.backoff import NoBackoff
        from redis.exceptions import RedisError
        from redis.retry import Retry

        super().__init__(params)
        # One more try at once, for connections that Redis closed when it was started anew.
        quick = {
            "socket_connect_timeout": PATIENCE_SECONDS,
            "socket_timeout": PATIENCE_SECONDS,
            "retry": Retry(NoBackoff(), 1),
        }
        self._redis = RedisCache(server, {**params, "OPTIONS": quick})
        self._database = DatabaseCache(TABLE, params)
        self._trouble = (RedisError, OSError)

    def answers(self) -> bool:
        """Ask Redis, unless it was just found away, whether it is there."""
        if not _absence.is_time_to_ask():
            return False
        try:
            self._redis.has_key("somebody")
        except self._trouble as error:
            _absence.begin(error)
            return False
        _absence.end()
        return True

    def add(self, *arguments: Any, **options: Any) -> bool:
        return bool(self._do("add", *arguments, **options))

    def get(self, *arguments: Any, **options: Any) -> Any:
        return self._do("get", *arguments, **options)

    def set(self, *arguments: Any, **options: Any) -> None:
        self._do("set", *arguments, **options)

    def touch(self, *arguments: Any, **options: Any) -> bool:
        return bool(self._do("touch", *arguments, **options))

    def delete(self, *arguments: Any, **options: Any) -> bool:
        return bool(self._do("delete", *arguments, **options))

    def has_key(self, *arguments: Any, **options: Any) -> bool:
        return bool(self._do("has_key", *arguments, **options))

    def incr(self, *arguments: Any, **options: Any) -> int:
        return int(self._do("incr", *arguments, **options))

    def clear(self) -> None:
        """Empty both."""
        self._do("clear")
        self._database.clear()

    def _do(self, call: str, *arguments: Any, **options: Any) -> Any:
        if _absence.is_time_to_ask():
            try:
                answer = getattr(self._redis, call)(*arguments, **options)
            except self._trouble as error:
                _absence.begin(error)
            else:
                _absence.end()
                return answer
        return getattr(self._database, call)(*arguments, **options)


class _Absence:
    """Whether Redis is away; one for all threads of the process, each of which has a cache of its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lasts = False
        self._ask_again_at = 0.0

    def is_time_to_ask(self) -> bool:
        """Whether Redis is there, or whoever asks this is the one to look whether it is back."""
        with self._lock:
            if not self._lasts:
                return True
            if time.monotonic() < self._ask_again_at:
                return False
            self._ask_again_at = time.monotonic() + PAUSE_SECONDS
            return True

    def begin(self, error: Exception) -> None:
        with self._lock:
            begins, self._lasts = not self._lasts, True
            self._ask_again_at = time.monotonic() + PAUSE_SECONDS
        if begins:
            # Its kind only: its words may hold the address, and the address a password.
            kind = type(error).__name__
            log.warning(
                "Redis does not answer (%s): the database counts failed sign-ins until it does.", kind
            )

    def end(self) -> None:
        with self._lock:
            ends, self._lasts = self._lasts, False
        if ends:
            log.warning("Redis answers again and counts failed sign-ins.")


_absence = _Absence()
