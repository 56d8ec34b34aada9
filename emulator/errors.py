"""LINE's refusals with LINE's words: each function builds one that an endpoint raises.

Turned into responses by `calls`; texts and shapes follow the Messaging API reference, 'Error responses'.
"""

from collections.abc import Mapping, Sequence
from typing import Any


class LineError(Exception):
    """A refusal: status, JSON body and extra headers, exactly as they go out."""

    def __init__(
        self, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(body.get("message"))
        self.status = status
        self.body = body
        self.headers = headers or {}


def refusal(status: int, message: str, details: Sequence[Mapping[str, str]] | None = None) -> LineError:
    """A refusal with a message, and details where LINE sends some."""
    body: dict[str, Any] = {"message": message}
    if details is not None:
        body["details"] = list(details)
    return LineError(status, body)


def schema_errors(details: Sequence[Mapping[str, str]]) -> LineError:
    """400 of the first family: fields with a wrong value, counted."""
    return refusal(400, f"The request body has {len(details)} error(s)", details)


def schema_error(message: str, prop: str) -> LineError:
    """400 of the first family with a single detail."""
    return schema_errors([{"message": message, "property": prop}])


def structure_errors(index: int, details: Sequence[Mapping[str, str]]) -> LineError:
    """400 of the second family: a template or Flex message that does not hold together."""
    return refusal(400, f"A message (messages[{index}]) in the request body is invalid", details)


def bad_property(name: str, position: str = "(line: -, column: -)") -> LineError:
    """400 for a property of the wrong JSON type, or an id of the wrong shape."""
    return refusal(400, f"The property, {name}, in the request body is invalid {position}")


def bad_json(line: int, column: int) -> LineError:
    """400 for a body that is not JSON."""
    where = f"(line: {line}, column: {column})"
    return refusal(400, f"The request body could not be parsed as JSON {where}")


def bad_content_type(kind: str) -> LineError:
    """415 for a body of a type that the endpoint does not take."""
    return refusal(415, f"The content type, {kind}, is not supported")


def bad_parameter(name: str) -> LineError:
    """400 for an id in the path, or a query value, of the wrong shape."""
    return refusal(400, f"The value for the '{name}' parameter is invalid")


def unauthorized() -> LineError:
    """401 for a missing or wrong bearer token."""
    reason = "Authentication failed due to the following reason: invalid token. "
    return refusal(401, reason + "Confirm that the access token in the authorization header is valid.")


def not_found(message: str = "Not found") -> LineError:
    """404 with the message of the endpoint at hand."""
    return refusal(404, message)


def too_large() -> LineError:
    """413 for a body above 2 MB."""
    return refusal(413, "Payload Too Large")


def rate_limited() -> LineError:
    """429 for too many calls."""
    return refusal(429, "The API rate limit has been exceeded. Try again later.")


def quota_reached() -> LineError:
    """429 for the month's limit: the same status, only the words differ."""
    return refusal(429, "You have reached your monthly limit.")


def internal() -> LineError:
    """500 as LINE answers in a bad moment."""
    return refusal(500, "Internal Server Error")


def not_built(method: str, template: str) -> LineError:
    """501: LINE has this endpoint and the emulator has not."""
    return refusal(501, f"The emulator does not play {method} {template} yet. LINE itself does.")


def oauth_error(error: str, description: str, status: int = 400) -> LineError:
    """A refusal of LINE Login's token endpoints, which have OAuth's words for the kind of it."""
    return LineError(status, {"error": error, "error_description": description})
