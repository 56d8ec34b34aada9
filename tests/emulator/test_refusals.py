"""What LINE refuses, endpoint by endpoint, in LINE's own words."""

from io import BytesIO
from typing import Any

import pytest

from emulator.app import LINE
from emulator.unbuilt import UNBUILT
from tests.emulator.conftest import MakeDesk
from tests.emulator.desk import MISAKI, NOBODY, TEXT, Desk, rich_menu

UNAUTHORIZED = {
    "message": "Authentication failed due to the following reason: invalid token. "
    "Confirm that the access token in the authorization header is valid."
}
NO_MENU = "richmenu-" + "0" * 32
ONE_TEXT = {"messages": [TEXT]}


def says(message: str) -> dict[str, Any]:
    return {"message": message}


def schema(*pairs: tuple[str, str]) -> dict[str, Any]:
    details = [{"message": message, "property": prop} for prop, message in pairs]
    return {"message": f"The request body has {len(pairs)} error(s)", "details": details}


def at_fault(name: str) -> dict[str, Any]:
    return says(f"The property, {name}, in the request body is invalid (line: -, column: -)")


UNLINK = {"type": "unlink", "from": NO_MENU}
BAD_USER = says("The value for the 'userId' parameter is invalid")
NOT_FOUND = says("Not found")
SIX = {"messages": [TEXT] * 6}
SIZE = schema(("messages", "Size must be between 1 and 5"))

# method, path, body, status, LINE's body
REFUSED: list[tuple[str, str, Any, int, dict[str, Any]]] = [
    ("POST", "message/reply", {"replyToken": "x", **ONE_TEXT}, 400, says("Invalid reply token")),
    ("POST", "message/reply", ONE_TEXT, 400, schema(("replyToken", "May not be empty"))),
    ("POST", "message/reply", {"replyToken": "x", "messages": []}, 400, SIZE),
    ("POST", "message/push", {"to": "misaki", **ONE_TEXT}, 400, at_fault("'to'")),
    ("POST", "message/push", ONE_TEXT, 400, at_fault("'to'")),
    ("POST", "message/push", {"to": NOBODY, **ONE_TEXT}, 400, says("Failed to send messages")),
    ("POST", "message/push", {"to": "C" + "0" * 32, **ONE_TEXT}, 400, says("Failed to send messages")),
    ("POST", "message/push", {"to": MISAKI, **SIX}, 400, SIZE),
    ("POST", "message/push", {"to": MISAKI}, 400, schema(("messages", "May not be empty"))),
    (
        "POST",
        "message/push",
        {"to": MISAKI, **ONE_TEXT, "customAggregationUnits": ["a", "b"]},
        400,
        schema(("customAggregationUnits", "Size must be between 0 and 1")),
    ),
    ("POST", "message/multicast", {"to": [MISAKI, "x"], **ONE_TEXT}, 400, at_fault("to[1]")),
    (
        "POST",
        "message/multicast",
        {"to": [], **ONE_TEXT},
        400,
        schema(("to", "Size must be between 1 and 500")),
    ),
    *(
        ("POST", f"message/validate/{kind}", SIX, 400, SIZE)
        for kind in ("reply", "push", "multicast", "narrowcast", "broadcast")
    ),
    *(
        (
            "GET",
            f"message/delivery/{kind}?date=2026-11-01",
            None,
            400,
            says("The value for the 'date' parameter is invalid"),
        )
        for kind in ("reply", "push", "multicast", "broadcast")
    ),
    ("GET", "profile/misaki", None, 400, BAD_USER),
    ("GET", f"profile/{NOBODY}", None, 404, NOT_FOUND),
    (
        "PUT",
        "channel/webhook/endpoint",
        {"endpoint": "http://a.example"},
        400,
        says("Invalid webhook endpoint URL"),
    ),
    (
        "PUT",
        "channel/webhook/endpoint",
        {"endpoint": "https://a.example/" + "x" * 500},
        400,
        says("Invalid webhook endpoint URL"),
    ),
    (
        "POST",
        "channel/webhook/test",
        {"endpoint": "ftp://a.example"},
        400,
        says("Invalid webhook endpoint URL"),
    ),
    (
        "POST",
        "chat/loading/start",
        {"chatId": MISAKI, "loadingSeconds": 3},
        400,
        schema(
            ("loadingSeconds", "Must be between 5 and 60"), ("loadingSeconds", "must be a multiple of five")
        ),
    ),
    (
        "POST",
        "chat/loading/start",
        {"chatId": "C" + "0" * 32},
        400,
        schema(
            (
                "chatId",
                "Only user id is acceptable, please confirm if there are any group/room ids or illegal ids.",
            )
        ),
    ),
    (
        "POST",
        "chat/markAsRead",
        {"markAsReadToken": "x"},
        400,
        says("Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook."),
    ),
    ("POST", "user/misaki/linkToken", None, 400, BAD_USER),
    ("POST", f"user/{NOBODY}/linkToken", None, 404, NOT_FOUND),
    ("GET", "message/1/content", None, 404, says("not found")),
    ("GET", "message/1/content/preview", None, 404, says("not found")),
    ("GET", "message/1/content/transcoding", None, 404, says("not found")),
    ("POST", "richmenu", rich_menu(name=None), 400, schema(("name", "must be specified"))),
    (
        "POST",
        "richmenu/validate",
        rich_menu(action={"type": "uri", "uri": "no uri"}),
        400,
        schema(("areas[0].action.uri", "invalid uri")),
    ),
    (
        "POST",
        "richmenu/validate",
        rich_menu(chatBarText="あ" * 15),
        400,
        schema(("chatBarText", "Length must be between 0 and 14")),
    ),
    ("GET", f"richmenu/{NO_MENU}", None, 404, NOT_FOUND),
    ("DELETE", f"richmenu/{NO_MENU}", None, 404, NOT_FOUND),
    ("GET", f"richmenu/{NO_MENU}/content", None, 404, NOT_FOUND),
    ("POST", f"richmenu/{NO_MENU}/content", None, 404, NOT_FOUND),
    ("POST", f"user/all/richmenu/{NO_MENU}", None, 404, NOT_FOUND),
    ("GET", "user/all/richmenu", None, 404, says("no default richmenu")),
    ("POST", f"user/misaki/richmenu/{NO_MENU}", None, 400, BAD_USER),
    (
        "POST",
        f"user/{MISAKI}/richmenu/menu",
        None,
        400,
        says("The value for the 'richMenuId' parameter is invalid"),
    ),
    ("POST", f"user/{MISAKI}/richmenu/{NO_MENU}", None, 404, NOT_FOUND),
    ("GET", f"user/{MISAKI}/richmenu", None, 404, says("the user has no richmenu")),
    ("DELETE", "user/misaki/richmenu", None, 400, BAD_USER),
    (
        "POST",
        "richmenu/bulk/link",
        {"richMenuId": NO_MENU, "userIds": [MISAKI]},
        404,
        {"message": "richmenu not found", "details": []},
    ),
    ("POST", "richmenu/bulk/link", {"richMenuId": "x", "userIds": [MISAKI]}, 400, says("invalid richMenuId")),
    ("POST", "richmenu/bulk/link", {"richMenuId": NO_MENU, "userIds": ["x"]}, 400, at_fault("'userIds[0]'")),
    ("POST", "richmenu/bulk/unlink", {"userIds": [MISAKI, "x"]}, 400, at_fault("'userIds[1]'")),
    (
        "POST",
        "richmenu/bulk/unlink",
        {"userIds": [MISAKI] * 501},
        400,
        schema(("userIds", "Size must be between 1 and 500")),
    ),
    (
        "POST",
        "richmenu/alias",
        {"richMenuAliasId": "a", "richMenuId": NO_MENU},
        400,
        says("richmenu not found"),
    ),
    *(
        ("POST", f"richmenu/{path}batch", body, 400, said)
        for path in ("", "validate/")
        for body, said in (
            ({}, at_fault("'operations'")),
            ({"operations": []}, schema(("operations", "Size must be between 1 and 1000"))),
            ({"operations": [UNLINK] * 1001}, schema(("operations", "Size must be between 1 and 1000"))),
            ({"operations": [UNLINK, UNLINK]}, schema(("operations[1].from", "Must be unique"))),
            (
                {"operations": [UNLINK, {"type": "unlinkAll"}]},
                schema(("operations[1]", "unlinkAll must be the only operation")),
            ),
            (
                {"operations": [{"type": "link", "from": NO_MENU}]},
                schema(("operations[0].to", "invalid richMenuId")),
            ),
            (
                {"operations": [{"type": "swap"}]},
                schema(
                    ("operations[0].type", "Must be one of the following values: [link, unlink, unlinkAll]")
                ),
            ),
            (
                {"operations": [UNLINK], "resumeRequestKey": "no key"},
                schema(("resumeRequestKey", "must match '^[0-9a-zA-Z_-]{1,100}$'")),
            ),
        )
    ),
    (
        "GET",
        "richmenu/progress/batch",
        None,
        400,
        says("The value for the 'requestId' parameter is invalid"),
    ),
    ("GET", "richmenu/progress/batch?requestId=x", None, 404, NOT_FOUND),
    ("GET", "richmenu/alias/a", None, 404, says("richmenu alias not found")),
    ("POST", "richmenu/alias/a", {"richMenuId": NO_MENU}, 404, says("richmenu alias not found")),
    ("DELETE", "richmenu/alias/a", None, 404, says("richmenu alias not found")),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "answer"), REFUSED)
async def test_line_refuses(
    desk: Desk, method: str, path: str, body: Any, status: int, answer: dict[str, Any]
) -> None:
    """A request that LINE refuses gets LINE's status and body, and a request id, and changes nothing."""
    got_status, got, headers = await desk.line(method, f"/v2/bot/{path}", body)
    assert (got_status, got) == (status, answer)
    assert len(headers["x-line-request-id"]) == 36
    assert (await desk.control("GET", "ledger"))[1]["push"]["requests"] == 0


@pytest.mark.parametrize(("method", "template"), [row[:2] for row in LINE] + UNBUILT)
async def test_the_bearer_is_checked(desk: Desk, method: str, template: str) -> None:
    """Without the channel's token every endpoint answers 401 in LINE's words."""
    path = template.replace("{", "").replace("}", "")
    status, body, headers = await desk.line(method, path, headers={"Authorization": "Bearer other"})
    assert (status, body) == (401, UNAUTHORIZED)
    assert headers["x-line-request-id"]


@pytest.mark.parametrize(("method", "template"), UNBUILT)
async def test_what_is_not_built_says_so(desk: Desk, method: str, template: str) -> None:
    """An endpoint that LINE has and the emulator has not answers 501 and names itself."""
    path = template.replace("{", "").replace("}", "")
    status, body, _ = await desk.line(method, path)
    assert status == 501
    assert f"{method} {template}" in body["message"]


@pytest.mark.parametrize(("method", "path"), [("GET", "/v2/bot/nothing"), ("DELETE", "/v2/bot/message/push")])
async def test_unknown_paths_are_not_found(desk: Desk, method: str, path: str) -> None:
    """A path or method that LINE does not have answers 404 with a JSON body."""
    assert (await desk.line(method, path))[:2] == (404, NOT_FOUND)


async def test_every_endpoint_with_rules_has_a_refusal() -> None:
    """Each endpoint stands in the table above, save those that cannot refuse anything."""
    cannot = {"message/quota", "message/quota/consumption", "info", "richmenu/list", "richmenu/alias/list"}
    cannot |= {"channel/webhook/endpoint", "user/all/richmenu"}
    tried = {(row[0], _shape(row[1].partition("?")[0])) for row in REFUSED}
    rows = [(row[0], row[1].removeprefix("/v2/bot/")) for row in LINE]
    missing = [row for row in rows if (row[0], _shape(row[1])) not in tried and row[1] not in cannot]
    assert missing == []


def _shape(path: str) -> str:
    parts = path.split("/")
    fixed = {
        "user": "all",
        "richmenu": "list validate alias bulk",
        "alias": "list",
        "message": "*",
        "profile": "",
    }
    for index, part in enumerate(parts[1:], 1):
        before = parts[index - 1]
        takes_id = part.startswith("{") or part in (MISAKI, NOBODY, NO_MENU, "misaki", "menu", "1", "a")
        if takes_id and before in fixed:
            parts[index] = "{}"
    return "/".join(parts)


@pytest.mark.parametrize(
    ("raw", "kind", "status", "message"),
    [
        (
            b'{"to": ',
            "application/json",
            400,
            "The request body could not be parsed as JSON (line: 1, column: 8)",
        ),
        (
            b"{\n  x}",
            "application/json",
            400,
            "The request body could not be parsed as JSON (line: 2, column: 3)",
        ),
        (b"[]", "application/json", 400, "The request body could not be parsed as JSON (line: 1, column: 1)"),
        (b"{}", "text/plain", 415, "The content type, text/plain, is not supported"),
        (
            b'{"a":' * 20_000,
            "application/json",
            400,
            "The request body could not be parsed as JSON (line: 1, column: 1)",
        ),
        (b" " * (2 * 1024 * 1024 + 1), "application/json", 413, "Payload Too Large"),
    ],
)
async def test_bodies_that_are_no_json(desk: Desk, raw: bytes, kind: str, status: int, message: str) -> None:
    """A body of the wrong type, shape, depth or size is refused before anything else is looked at."""
    headers = {"Content-Type": kind}
    got = await desk.line("POST", "/v2/bot/message/push", data=BytesIO(raw), headers=headers)
    assert got[:2] == (status, says(message))


async def test_the_webhook_endpoint_may_be_missing(make_desk: MakeDesk) -> None:
    """While no webhook url is set, LINE has none to show or to test."""
    desk = await make_desk(webhook=False)
    missing = (404, says("Webhook endpoint not found"))
    assert (await desk.line("GET", "/v2/bot/channel/webhook/endpoint"))[:2] == missing
    assert (await desk.line("POST", "/v2/bot/channel/webhook/test"))[:2] == missing
