"""The account's own endpoints: bot info, profiles, quota, statistics, webhook endpoint, loading, read marks.

Endpoints of `app`. https://developers.line.biz/en/reference/messaging-api/
"""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from emulator.calls import Answer, Call
from emulator.errors import bad_parameter, not_found, refusal, schema_error, schema_errors
from emulator.ids import USER_ID
from emulator.ledger import day_of
from emulator.people import User
from emulator.rules import is_fetchable

ONLY_USERS = "Only user id is acceptable, please confirm if there are any group/room ids or illegal ids."
BAD_READ_TOKEN = "Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook."  # noqa: S105


def info(call: Call) -> Answer:
    """GET /v2/bot/info"""
    config = call.world.config
    manual = config.chat_mode == "chat"
    return Answer(
        {
            "userId": config.bot_user_id,
            "basicId": "@enishi-emulator",
            "displayName": config.bot_name,
            "chatMode": config.chat_mode,
            "markAsReadMode": "manual" if manual else "auto",
        }
    )


def user_in_path(call: Call) -> User | None:
    """The user of {userId}, or None when nobody has this well-formed id; LineError 400 when malformed."""
    user_id = call.params["userId"]
    if not USER_ID.fullmatch(user_id):
        raise bad_parameter("userId")
    return call.world.people.users.get(user_id)


def profile(call: Call) -> Answer:
    """GET /v2/bot/profile/{userId}"""
    user = user_in_path(call)
    if user is None or user.blocked or not (user.friend or user.spoke_at is not None):
        raise not_found()
    picture = f"{call.world.public_url}/emulator/picture/{user.id}"
    body = {"userId": user.id, "displayName": user.name, "pictureUrl": picture, "language": user.language}
    return Answer(body)


def quota(call: Call) -> Answer:
    """GET /v2/bot/message/quota"""
    limit = call.world.ledger.limit
    return Answer({"type": "none"} if limit is None else {"type": "limited", "value": limit})


def consumption(call: Call) -> Answer:
    """GET /v2/bot/message/quota/consumption"""
    return Answer({"totalUsage": call.world.ledger.used})


def delivery(call: Call) -> Answer:
    """GET /v2/bot/message/delivery/{reply,push,multicast,broadcast}: ready from the next day on."""
    kind = call.template.rpartition("/")[2]
    try:
        date = datetime.strptime(call.query.get("date", ""), "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        raise refusal(400, "The value for the 'date' parameter is invalid") from None
    day = int(date.timestamp()) // 86_400
    if day >= day_of(call.world.now()):
        return Answer({"status": "unready"})
    return Answer({"status": "ready", "success": call.world.ledger.days[kind, day]})


def _checked_url(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 500:
        raise refusal(400, "Invalid webhook endpoint URL")
    parts = urlsplit(value)
    if not is_fetchable(parts.scheme, parts.hostname):
        raise refusal(400, "Invalid webhook endpoint URL")
    return value


def set_webhook(call: Call) -> Answer:
    """PUT /v2/bot/channel/webhook/endpoint"""
    call.world.webhooks.settings.url = _checked_url(call.json().get("endpoint"))
    return Answer()


def get_webhook(call: Call) -> Answer:
    """GET /v2/bot/channel/webhook/endpoint"""
    url = call.world.webhooks.settings.url
    if url is None:
        raise not_found("Webhook endpoint not found")
    return Answer({"endpoint": url, "active": True})


async def test_webhook(call: Call) -> Answer:
    """POST /v2/bot/channel/webhook/test: an empty list of events, and how the bot took it."""
    asked = call.json().get("endpoint") if call.raw else None
    url = call.world.webhooks.settings.url if asked is None else _checked_url(asked)
    if url is None:
        raise not_found("Webhook endpoint not found")
    status, error = await call.world.webhooks.post(url, [])
    good = status is not None and 200 <= status < 300
    reason = "OK" if good else (error or "error_status_code").upper()
    at = datetime.fromtimestamp(call.world.now() / 1000, UTC).isoformat(timespec="milliseconds")
    body = {"success": good, "timestamp": at, "statusCode": status or 0, "reason": reason}
    return Answer(body | {"detail": str(status) if error is None else error})


def start_loading(call: Call) -> Answer:
    """POST /v2/bot/chat/loading/start: shows only while the chat is open, until the next bot message."""
    body = call.json()
    seconds = body.get("loadingSeconds", 20)
    chat_id = body.get("chatId")
    if not isinstance(chat_id, str) or not USER_ID.fullmatch(chat_id):
        raise schema_error(ONLY_USERS, "chatId")
    _check_seconds(seconds)
    user = call.world.people.users.get(chat_id)
    if user is not None and user.reachable and user.chat_open:
        user.loading_until = call.world.now() + seconds * 1000
        call.world.stream.publish("loading", user.id)
    return Answer(status=202)


def _check_seconds(seconds: Any) -> None:
    whole = isinstance(seconds, int) and not isinstance(seconds, bool)
    complaints = []
    if not whole or not 5 <= seconds <= 60:
        complaints.append("Must be between 5 and 60")
    if not whole or seconds % 5:
        complaints.append("must be a multiple of five")
    if complaints:
        raise schema_errors([{"message": text, "property": "loadingSeconds"} for text in complaints])


def mark_as_read(call: Call) -> Answer:
    """POST /v2/bot/chat/markAsRead"""
    token = call.json().get("markAsReadToken")
    user = call.world.people.mark_read(token) if isinstance(token, str) else None
    if user is None:
        raise refusal(400, BAD_READ_TOKEN)
    call.world.changed(user)
    return Answer()
