"""What LINE's answers about a photo or a film mean, what bytes are, and which addresses open something."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bot import addresses
from bot.addresses import Addresses
from bot.clock import HOUR, MINUTE, SECOND
from bot.fetcher import DELAYS, PATIENCE, Got, Later, Never, TakenBack, judge
from bot.filetypes import UNKNOWN, recognise
from bot.line import Content
from bot.pictures import small
from emulator.content import sample

NOW = 10 * PATIENCE
KEY = "a secret key that is only used in tests"


@pytest.mark.parametrize(
    ("status", "transcoding", "tries", "age", "means"),
    [
        (200, "", 0, 0, Got(b"x")),
        (202, "processing", 0, SECOND, Later(NOW + DELAYS[0])),
        (202, "processing", 3, MINUTE, Later(NOW + DELAYS[3])),
        (202, "failed", 0, SECOND, Never("gone")),
        (202, "processing", 9, HOUR, Never("gone")),
        (404, "", 0, 0, Never("gone")),
        (400, "", 0, 0, Never("gone")),
        (410, "", 0, 0, TakenBack()),
        (413, "", 0, 0, Never("large")),
        (429, "", 0, 0, Later(NOW + DELAYS[0])),
        (401, "", 99, HOUR, Later(NOW + DELAYS[-1])),
        (0, "", 1, HOUR, Later(NOW + DELAYS[1])),
        (500, "", 1, HOUR, Later(NOW + DELAYS[1])),
        (500, "", 99, PATIENCE + 1, Never("gone")),
    ],
)
def test_what_lines_answer_means(status: int, transcoding: str, tries: int, age: int, means: object) -> None:
    """What is ready is kept, what is in preparation or trouble is asked for again, the rest is not."""
    row = SimpleNamespace(tries=tries, wanted_at=NOW - age)
    assert judge(row, Content(status, b"x" if status == 200 else b""), transcoding, NOW) == means


@pytest.mark.parametrize(
    ("data", "kind", "type_"),
    [
        (sample("image"), "image", "image/png"),
        (sample("video"), "video", "video/mp4"),
        (sample("audio"), "audio", "audio/mp4"),
        (b"\xff\xd8\xff\xe0", "image", "image/jpeg"),
        (b"\0\0\0\x18ftypheic", "image", UNKNOWN),
        (b"\0\0\0\x14ftypqt  ", "video", "video/quicktime"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image", "image/webp"),
        (b"ID3\x03", "audio", "audio/mpeg"),
        (b"%PDF-1.7", "file", "application/pdf"),
        (b"<svg onload=alert(1)>", "image", UNKNOWN),
        (b"<!doctype html><script>", "file", UNKNOWN),
        (b"MZ\x90", "file", UNKNOWN),
        (b"", "image", UNKNOWN),
    ],
)
def test_bytes_are_known_by_what_they_are(data: bytes, kind: str, type_: str) -> None:
    """A file is what its first bytes say; what is not recognised is nothing that a browser would show."""
    assert recognise(data, kind) == type_


@pytest.mark.parametrize("photo", [sample("image"), b"", b"\xff\xd8\xff broken", b"GIF89a"])
def test_there_is_always_a_small_picture(photo: bytes) -> None:
    """LINE wants a preview with each photo and film: one is made of the photo, or of nothing."""
    assert recognise(small(photo), "image") == "image/jpeg"
    assert len(small(photo)) < 100_000


def test_an_address_opens_one_thing_for_a_time() -> None:
    """An address is good until its moment, and neither it nor its moment can be changed."""
    made = Addresses("https://x.example", KEY).of("17961", 90 * SECOND)
    token = made.rpartition("/")[2]
    assert made.startswith("https://x.example/media/17961.")
    assert addresses.read(KEY, token, 90 * SECOND - 1) == ("17961", 90 * SECOND)
    assert addresses.read(KEY, token, 90 * SECOND) is None
    for other in (token.replace("17961", "17962"), token.replace(".5a.", ".5b."), token + "=", "", "."):
        assert addresses.read(KEY, other, 0) is None
    assert addresses.read("another key that is not ours at all", token, 0) is None
