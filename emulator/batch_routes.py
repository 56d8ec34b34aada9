"""The endpoints that replace or unlink the rich menus of everybody who sees them, and their progress.

Endpoints of `app`. https://developers.line.biz/en/reference/messaging-api/#batch-control-rich-menus-of-users
LINE does not document the words of these refusals; shape and status are those of its other lists.
"""

import asyncio
import re
from datetime import UTC, datetime
from typing import Any

from emulator.batches import Change
from emulator.calls import Answer, Call
from emulator.errors import bad_parameter, bad_property, not_found, schema_error
from emulator.ids import MENU_ID

MOST = 1_000
KINDS = ("link", "unlink", "unlinkAll")
_KEY = re.compile(r"[0-9a-zA-Z_-]{1,100}")

Operation = dict[str, Any]


def batch(call: Call) -> Answer:
    """POST /v2/bot/richmenu/batch: what everybody sees at this moment decides, whatever the order."""
    body = call.json()
    operations, menus = _checked(body), call.world.menus
    menus.settle()
    changes = _changes(operations, menus.links)
    delay = call.world.config.bulk_delay_ms
    menus.batches.start(call.id, delay, changes, body.get("resumeRequestKey"))
    # The pages are told once the clock, if it is the real one, has reached the change.
    asyncio.get_running_loop().call_later(delay / 1000 + 0.01, call.world.stream.publish, "chat", None)
    return Answer(status=202)


def validate(call: Call) -> Answer:
    """POST /v2/bot/richmenu/validate/batch"""
    _checked(call.json())
    return Answer()


def progress(call: Call) -> Answer:
    """GET /v2/bot/richmenu/progress/batch?requestId="""
    request_id = call.query.get("requestId")
    if not request_id:
        raise bad_parameter("requestId")
    call.world.menus.settle()
    found = call.world.menus.batches.find(request_id)
    if found is None:
        raise not_found()
    ended = {} if found.ended_at is None else {"completedTime": _written(found.ended_at)}
    return Answer({"phase": found.phase, "acceptedTime": _written(found.accepted_at), **ended})


def _written(at: int) -> str:
    moment = datetime.fromtimestamp(at / 1000, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at % 1000:03}Z"


def _checked(body: dict[str, Any]) -> list[Operation]:
    operations, key = body.get("operations"), body.get("resumeRequestKey")
    if not isinstance(operations, list) or not all(isinstance(each, dict) for each in operations):
        raise bad_property("'operations'")
    if not 1 <= len(operations) <= MOST:
        raise schema_error(f"Size must be between 1 and {MOST}", "operations")
    if key is not None and not (isinstance(key, str) and _KEY.fullmatch(key)):
        raise schema_error("must match '^[0-9a-zA-Z_-]{1,100}$'", "resumeRequestKey")
    seen: set[str] = set()
    for index, each in enumerate(operations):
        _check(each, f"operations[{index}]", alone=len(operations) == 1, seen=seen)
    return operations


def _check(operation: Operation, path: str, *, alone: bool, seen: set[str]) -> None:
    kind = operation.get("type")
    if kind not in KINDS:
        raise schema_error(f"Must be one of the following values: [{', '.join(KINDS)}]", f"{path}.type")
    if kind == "unlinkAll":
        if not alone:
            raise schema_error("unlinkAll must be the only operation", path)
        return
    for name in ("from", "to") if kind == "link" else ("from",):
        if not isinstance(operation.get(name), str) or not MENU_ID.fullmatch(operation[name]):
            raise schema_error("invalid richMenuId", f"{path}.{name}")
    if operation["from"] in seen:
        raise schema_error("Must be unique", f"{path}.from")
    seen.add(operation["from"])


def _changes(operations: list[Operation], links: dict[str, str]) -> list[Change]:
    if operations[0]["type"] == "unlinkAll":
        return [(user_id, menu, None) for user_id, menu in links.items()]
    to = {each["from"]: each.get("to") if each["type"] == "link" else None for each in operations}
    return [(user_id, menu, to[menu]) for user_id, menu in links.items() if menu in to]
