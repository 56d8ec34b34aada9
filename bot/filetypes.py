"""What kind of file some bytes are, by their first ones: what a sender or a name says proves nothing.

Asked by the fetcher; only what is recognised here is ever shown by a browser, all else is only saved.
"""

from __future__ import annotations

from typing import Final

UNKNOWN: Final = "application/octet-stream"

_SIGNS: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
    (b"%PDF-", "application/pdf"),
)
_BRANDS: Final = {b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"qt  ": "video/quicktime"}
_STILL: Final = frozenset({b"heic", b"heix", b"mif1", b"msf1", b"avif"})

SHOWN: Final = {
    "image": frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"}),
    "video": frozenset({"video/mp4", "video/quicktime"}),
    "audio": frozenset({"audio/mp4", "audio/mpeg", "audio/aac", "audio/wav"}),
}
"""By LINE's kind of message, what a browser may show."""

SENT: Final = {
    "image": frozenset({"image/jpeg", "image/png"}),
    "video": frozenset({"video/mp4"}),
    "audio": frozenset({"audio/mp4", "audio/mpeg"}),
}
"""By LINE's kind of message, what LINE takes from a bot.

https://developers.line.biz/en/reference/messaging-api/#message-objects
"""


def recognise(data: bytes, kind: str) -> str:
    """Return the media type of a file of LINE's `kind` of message; UNKNOWN for what is not recognised.

    An .mp4 with nothing but sound says the same of itself as one with a picture, so `kind` decides there.
    """
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        if brand in _STILL:
            return UNKNOWN
        return "audio/mp4" if kind == "audio" else _BRANDS.get(brand, "video/mp4")
    if data[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(data[8:12], UNKNOWN)
    return next((type_ for sign, type_ in _SIGNS if data.startswith(sign)), UNKNOWN)
