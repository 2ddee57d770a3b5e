"""A cache server that may go away without taking the portal with it."""

import fcntl
import logging
import os
import time

from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger("portal.cache")

LEFT_ALONE = 5.0  # seconds without asking a server that did not answer, so that no request waits for it again
SAID_AGAIN = 60.0


class SurvivingRedisCache(RedisCache):
    """Redis, or an empty cache while it does not answer: reads find nothing, writes are lost."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self._asked_again_at = 0.0
        self._said_at = float("-inf")

    @property
    def reachable(self) -> bool:
        """Say whether the server answers now."""
        return bool(self._try(False, lambda: self._cache.get_client().ping()))

    def add(self, *args, **kwargs):
        return self._try(False, super().add, *args, **kwargs)

    def get(self, key, default=None, version=None):
        return self._try(default, super().get, key, default, version)

    def set(self, *args, **kwargs):
        return self._try(None, super().set, *args, **kwargs)

    def touch(self, *args, **kwargs):
        return self._try(False, super().touch, *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self._try(False, super().delete, *args, **kwargs)

    def get_many(self, *args, **kwargs):
        return self._try({}, super().get_many, *args, **kwargs)

    def has_key(self, *args, **kwargs):
        return self._try(False, super().has_key, *args, **kwargs)

    def incr(self, key, delta=1, version=None):
        """Return the new value. Raises ValueError when the key is not there, as an empty cache would."""
        value = self._try(None, super().incr, key, delta, version)
        if value is None:
            raise ValueError(f"Key '{key}' not found.")
        return value

    def set_many(self, data, *args, **kwargs):
        return self._try(list(data), super().set_many, data, *args, **kwargs)

    def delete_many(self, *args, **kwargs):
        return self._try(None, super().delete_many, *args, **kwargs)

    def clear(self):
        return self._try(False, super().clear)

    def _try(self, otherwise, ask, *args, **kwargs):
        """Ask the server; return ``otherwise`` when it does not answer or was just found silent."""
        if time.monotonic() < self._asked_again_at:
            return otherwise
        try:
            return ask(*args, **kwargs)
        except RedisError as problem:
            self._leave_alone(problem)
            return otherwise

    def _leave_alone(self, problem: RedisError) -> None:
        now = time.monotonic()
        self._asked_again_at = now + LEFT_ALONE
        if now - self._said_at >= SAID_AGAIN:
            self._said_at = now
            logger.warning("Le serveur de cache ne répond pas (%s) : on fait sans.", type(problem).__name__)


class MachineCache(FileBasedCache):
    """Values on this machine's disk, where all its processes read them; adding is done by one of them at a time."""

    def add(self, *args, **kwargs):
        self._createdir()
        with open(os.path.join(self._dir, "verrou"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return super().add(*args, **kwargs)


class CountingCache(SurvivingRedisCache):
    """The shared server; this machine's disk while it does not answer.

    What counts attempts may not forget: with an empty cache nobody would be held back, or nobody would get in.
    """

    _UNANSWERED = object()

    def __init__(self, server, params):
        options = dict(params.get("OPTIONS", {}))
        self.aside = MachineCache(options.pop("aside"), {**params, "OPTIONS": {"MAX_ENTRIES": 10_000}})
        super().__init__(server, {**params, "OPTIONS": options})

    def add(self, *args, **kwargs):
        return self._either("add", *args, **kwargs)

    def get(self, *args, **kwargs):
        return self._either("get", *args, **kwargs)

    def set(self, *args, **kwargs):
        return self._either("set", *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self._either("delete", *args, **kwargs)

    def clear(self):
        self.aside.clear()
        return super().clear()

    def _either(self, name, *args, **kwargs):
        found = self._try(self._UNANSWERED, getattr(RedisCache, name), self, *args, **kwargs)
        return getattr(self.aside, name)(*args, **kwargs) if found is self._UNANSWERED else found
