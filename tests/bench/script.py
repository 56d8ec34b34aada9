"""What the friends of a benchmark do: the welcome survey from follow to its end, as signed webhook requests.

Known to `tests.bench.load`; built ahead of the clock as far as a body does not depend on an answer.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Sequence
from typing import Final

from tests.processes import SECRET

RUN: Final = 26
"""Characters of a run's id in postback data."""

NO_RUN: Final = "0" * RUN
PHASES = ("starting", "research", "applying", "offer", "finished")
REGIONS = ("hokkaido_tohoku", "kanto", "kansai", "kyushu_okinawa")
FIELDS = ("it", "maker", "finance", "trade", "media")
NAMES = ("みさき", "さくら", "ゆうと", "Alex", "はるか")


def steps(friend: int) -> Sequence[str]:
    """Return what a friend does in turn: 'follow', 'say …' or 'tap …' with postback data."""
    tap = "tap survey?run={run}&step=%s&choice=%s"
    return (
        "follow",
        tap % ("grad_year", "2027"),
        tap % ("phase", PHASES[friend % len(PHASES)]),
        tap % ("region", REGIONS[friend % len(REGIONS)]),
        tap % ("interests", FIELDS[friend % len(FIELDS)]),
        "tap survey?do=done&run={run}&step=interests",
        "say " + NAMES[friend % len(NAMES)],
        tap % ("advice", "not_yet"),
        "tap survey?do=confirm&run={run}",
    )


STEPS: Final = len(steps(0))


def user_id(friend: int) -> str:
    """Return a friend's LINE user id."""
    return f"U{friend:032x}"


def reply_token(friend: int, step: int) -> str:
    """Return a reply token from which `owner` reads whose it is."""
    return f"{friend:024x}{step:08x}"


def owner(token: str) -> tuple[int, int]:
    """Return the friend and the step of a reply token."""
    return int(token[:24], 16), int(token[24:], 16)


def event(friend: int, step: int, deed: str, run: str = NO_RUN) -> str:
    """Return one event's JSON as LINE sends it."""
    kind, _, what = deed.partition(" ")
    if kind == "say":
        part = (
            f'"type":"message","message":{{"type":"text","id":"{friend * 100 + step:018d}","text":"{what}",'
            f'"quoteToken":"q3Plxr4AgKd1a2b3c4d5e6f7","markAsReadToken":"30yhdy232"}}'
        )
    elif kind == "tap":
        part = f'"type":"postback","postback":{{"data":"{what.replace("{run}", run)}"}}'
    else:
        part = '"type":"follow","follow":{"isUnblocked":false}'
    return (
        f'{{{part},"webhookEventId":"01HV{friend:016d}{step:06d}","deliveryContext":{{"isRedelivery":false}},'
        f'"timestamp":{time.time_ns() // 1_000_000},"source":{{"type":"user","userId":"{user_id(friend)}"}},'
        f'"replyToken":"{reply_token(friend, step)}","mode":"active"}}'
    )


def request(event_json: str) -> bytes:
    """Return a whole signed HTTP request with one event."""
    body = f'{{"destination":"U{0:032x}","events":[{event_json}]}}'.encode()
    signature = base64.b64encode(hmac.digest(SECRET.encode(), body, hashlib.sha256)).decode()
    head = (
        "POST /webhook HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: LineBotWebhook/2.0\r\n"
        "Content-Type: application/json; charset=utf-8\r\n"
        f"x-line-signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def message(friend: int, number: int) -> bytes:
    """Return a signed request with a text message, for what is only to be taken in."""
    return request(event(friend, number, "say こんにちは"))
