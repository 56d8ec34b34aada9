"""LINE's rate limits: one token bucket for each method and path template of the channel.

Asked by `calls` before each request; the buckets fill by the emulator's clock.
"""

from collections.abc import Callable
from dataclasses import dataclass

HOUR = 3_600_000
MINUTE = 60_000
SECOND = 1_000

_RICH_MENU = "/v2/bot/richmenu"
_ALIAS = "/v2/bot/richmenu/alias/{richMenuAliasId}"

# https://developers.line.biz/en/reference/messaging-api/#rate-limits
LIMITS = {
    ("POST", "/v2/bot/message/narrowcast"): (60, HOUR),
    ("POST", "/v2/bot/message/broadcast"): (60, HOUR),
    ("POST", "/v2/bot/channel/webhook/test"): (60, HOUR),
    ("GET", "/v2/bot/channel/webhook/endpoint"): (1_000, MINUTE),
    ("PUT", "/v2/bot/channel/webhook/endpoint"): (1_000, MINUTE),
    ("POST", _RICH_MENU): (100, HOUR),
    ("DELETE", "/v2/bot/richmenu/{richMenuId}"): (100, HOUR),
    ("DELETE", _ALIAS): (100, HOUR),
    ("POST", "/v2/bot/richmenu/batch"): (3, HOUR),
    ("GET", "/v2/bot/richmenu/progress/batch"): (100, HOUR),
    ("GET", "/v2/bot/richmenu/list"): (10, SECOND),
    ("POST", "/v2/bot/message/multicast"): (200, SECOND),
    ("POST", "/v2/bot/chat/loading/start"): (100, SECOND),
}
OTHERWISE = (2_000, SECOND)


@dataclass(slots=True)
class _Bucket:
    size: float
    span: int
    level: float
    at: int

    def take(self, now: int) -> bool:
        self.level = min(self.size, self.level + (now - self.at) * self.size / self.span)
        self.at = now
        if self.level < 1 - 1e-9:
            return False
        self.level -= 1
        return True


class Limits:
    """The channel's buckets; factor scales every limit, and 0 switches them off."""

    def __init__(self, now: Callable[[], int], factor: float) -> None:
        self._now = now
        self._factor = factor
        self._buckets: dict[tuple[str, str], _Bucket] = {}

    def allow(self, method: str, template: str) -> bool:
        """Take one call from its bucket; False when the bucket is empty."""
        if not self._factor:
            return True
        key = (method, template)
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = self._full(key)
        return bucket.take(self._now())

    def _full(self, key: tuple[str, str]) -> _Bucket:
        calls, span = LIMITS.get(key, OTHERWISE)
        size = max(1.0, calls * self._factor)
        return _Bucket(size, span, size, self._now())
