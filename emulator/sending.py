"""Reply, push and multicast, and the validate endpoints: all or nothing, then into the chats.

Endpoints of `app`. https://developers.line.biz/en/reference/messaging-api/#message
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from emulator.calls import Answer, Call
from emulator.errors import LineError, bad_property, quota_reached, refusal, schema_error
from emulator.ids import CHAT_ID, USER_ID, UUID
from emulator.messages import QUOTABLE, check_messages
from emulator.people import Shown, User
from emulator.world import World

RETRY_KEY = "X-Line-Retry-Key"
MOST_RECEIVERS = 500
_UNIT = re.compile(r"[A-Za-z0-9_]{1,30}")


def reply(call: Call) -> Answer:
    """POST /v2/bot/message/reply"""
    if RETRY_KEY in call.headers:
        raise refusal(400, f"The '{RETRY_KEY}' header is not supported by this API")
    body = call.json()
    token = body.get("replyToken")
    if token is None or token == "":
        raise schema_error("May not be empty", "replyToken")
    messages = check_messages(body.get("messages"))
    _check_flag(body)
    user_id = call.world.replies.spend(token) if isinstance(token, str) else None
    if user_id is None:
        raise refusal(400, "Invalid reply token")
    user = call.world.people.users[user_id]
    return Answer({"sentMessages": _send(call.world, "reply", [user], messages)[0]})


def push(call: Call) -> Answer:
    """POST /v2/bot/message/push"""
    key = _retry_key(call)
    body = call.json()
    to = body.get("to")
    if not isinstance(to, str) or not CHAT_ID.fullmatch(to):
        raise bad_property("'to'")
    messages = check_messages(body.get("messages"))
    _check_flag(body)
    _check_units(body)
    _refuse_repetition(call.world, key)
    user = call.world.people.users.get(to)
    if user is None:
        raise refusal(400, "Failed to send messages")
    sent = _send(call.world, "push", [user], messages)[0]
    if key:
        call.world.retries.keep(key, call.id, sent)
    return Answer({"sentMessages": sent})


def multicast(call: Call) -> Answer:
    """POST /v2/bot/message/multicast"""
    key = _retry_key(call)
    body = call.json()
    ids = _receivers(body.get("to"))
    messages = check_messages(body.get("messages"))
    _check_flag(body)
    _check_units(body)
    _refuse_repetition(call.world, key)
    users = [call.world.people.users.get(user_id) for user_id in ids]
    if None in users and call.world.config.foreign_in_multicast == "refuse":
        raise refusal(400, "Failed to send messages")
    _send(call.world, "multicast", [user for user in users if user is not None], messages)
    if key:
        call.world.retries.keep(key, call.id, None)
    return Answer()


def validate(call: Call) -> Answer:
    """POST /v2/bot/message/validate/{reply,push,multicast,narrowcast,broadcast}"""
    check_messages(call.json().get("messages"))
    return Answer()


def _retry_key(call: Call) -> str | None:
    key = call.headers.get(RETRY_KEY)
    if key is not None and not UUID.fullmatch(key):
        raise refusal(400, f"The value for the '{RETRY_KEY}' header is invalid")
    return key


def _refuse_repetition(world: World, key: str | None) -> None:
    accepted = world.retries.find(key) if key else None
    if accepted is None:
        return
    body: dict[str, Any] = {"message": "The retry key is already accepted"}
    if accepted.sent is not None:
        body["sentMessages"] = accepted.sent
    raise LineError(409, body, {"x-line-accepted-request-id": accepted.request_id})


def _receivers(to: Any) -> list[str]:
    if not isinstance(to, list):
        raise bad_property("'to'")
    if not 1 <= len(to) <= MOST_RECEIVERS:
        raise schema_error(f"Size must be between 1 and {MOST_RECEIVERS}", "to")
    for index, user_id in enumerate(to):
        if not isinstance(user_id, str) or not USER_ID.fullmatch(user_id):
            raise bad_property(f"to[{index}]")
    return list(dict.fromkeys(to))


def _check_flag(body: Mapping[str, Any]) -> None:
    if not isinstance(body.get("notificationDisabled", False), bool):
        raise bad_property("'notificationDisabled'")


def _check_units(body: Mapping[str, Any]) -> None:
    units = body.get("customAggregationUnits")
    if units is None:
        return
    if not isinstance(units, list):
        raise bad_property("'customAggregationUnits'")
    if len(units) > 1:
        raise schema_error("Size must be between 0 and 1", "customAggregationUnits")
    for unit in units:
        if not isinstance(unit, str) or not _UNIT.fullmatch(unit):
            raise schema_error("Invalid value", "customAggregationUnits[0]")


def _send(
    world: World, kind: str, users: Sequence[User], messages: list[dict[str, Any]]
) -> list[list[dict[str, Any]]]:
    """Deliver to all who hear; what LINE would return as sentMessages, for each user."""
    now = world.now()
    reachable = kind == "reply"
    heard = [user for user in users if (not user.blocked if reachable else user.hears(now))]
    billed = kind != "reply"
    if billed and not world.ledger.affords(len(heard)):
        raise quota_reached()
    world.ledger.record(kind, now, len(messages), [user.id for user in heard], billed=billed)
    hearing = {user.id for user in heard}
    return [_lines(world, kind, user, messages, now, shown=user.id in hearing) for user in users]


def _lines(
    world: World, kind: str, user: User, messages: list[dict[str, Any]], now: int, *, shown: bool
) -> list[dict[str, Any]]:
    sent = []
    for message in messages:
        line = _line(world, kind, user, message, now)
        sent.append({"id": line.id} | ({"quoteToken": line.quote_token} if line.quote_token else {}))
        if shown:
            world.people.show(user, line)
    if shown:
        _offer_quick_reply(user, messages[-1], sent[-1]["id"])
        world.changed(user)
    return sent


def _line(world: World, kind: str, user: User, message: dict[str, Any], now: int) -> Shown:
    quote = world.ids.quote() if message["type"] in QUOTABLE else None
    quoted = world.people.quoted(message["quoteToken"]) if message.get("quoteToken") else None
    return Shown(
        world.ids.message(),
        "bot",
        now,
        message,
        kind,
        billed=kind != "reply",
        read=user.chat_open,
        quote_token=quote,
        quoted_id=None if quoted is None else quoted.id,
    )


def _offer_quick_reply(user: User, last: dict[str, Any], message_id: str) -> None:
    user.loading_until = 0
    if last.get("quickReply"):
        user.quick_reply, user.quick_reply_id = last["quickReply"]["items"], message_id
