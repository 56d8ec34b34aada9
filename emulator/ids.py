"""Every identifier that LINE would mint: messages, events, tokens, requests, menus.

Used by all rooms of the emulator; never reused within one run, repeatable when seeded.
"""

import random
import re
from collections.abc import Callable

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

USER_ID = re.compile(r"U[0-9a-f]{32}")
CHAT_ID = re.compile(r"[UCR][0-9a-f]{32}")
MENU_ID = re.compile(r"richmenu-[0-9a-f]{32}")
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Ids:
    """A mint with one source of randomness; message ids also grow from one run to the next."""

    def __init__(self, now: Callable[[], int], seed: int | None) -> None:
        self._now = now
        self._bits = random.Random(seed).getrandbits
        self._last_message = now() * 100_000

    def message(self) -> str:
        """A message id: 18 decimal digits, as a string."""
        self._last_message += 1
        return str(self._last_message)

    def event(self) -> str:
        """A webhookEventId: a ULID."""
        value = (self._now() << 80) | self._bits(80)
        return "".join(_CROCKFORD[(value >> shift) & 31] for shift in range(125, -5, -5))

    def token(self) -> str:
        """Any opaque token: 32 alphanumerics."""
        return f"{self._bits(128):032x}"

    def request(self) -> str:
        """An x-line-request-id: a version 4 UUID."""
        digits = f"{self._bits(128):032x}"
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"

    def quote(self) -> str:
        """A quoteToken, which is also the shape of a markAsReadToken."""
        return f"{self._bits(192):048x}"

    def menu(self) -> str:
        """A richMenuId."""
        return f"richmenu-{self._bits(128):032x}"
