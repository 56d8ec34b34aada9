"""Taps: whether a button is still there to be tapped, and what happens then.

Called by `control`. Quick replies vanish by use or by any later message; the PC has none, and no menu.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from emulator.actions import FORMATS, picked
from emulator.acts import Impossible, show_from_user
from emulator.events import event, message_event
from emulator.people import User
from emulator.webhooks import Event
from emulator.world import World

# These open something on the phone first, so the buttons stay until a message follows.
STAYING = ("camera", "cameraRoll", "location")


@dataclass
class Tapped:
    """What a tap led to: events for the bot, and what the phone itself does."""

    events: list[Event] = field(default_factory=list)
    effects: dict[str, Any] = field(default_factory=dict)


def tap(world: World, user: User, body: dict[str, Any]) -> Tapped:
    """Tap an action exactly as shown; Impossible when it is not there, ValueError when it makes no sense."""
    action = body.get("action")
    if not isinstance(action, dict):
        raise ValueError("action must be the action object as it is shown")
    if user.blocked:
        raise Impossible(f"{user.name} has blocked the account")
    _must_be_shown(world, user, body, action)
    kind = action.get("type") or _imagemap_kind(action)
    if kind not in _DEEDS:
        raise ValueError(f"a phone does not know the action {kind!r}")
    tapped = _DEEDS[kind](world, user, action, body.get("params") or {})
    if body.get("on") == "quickReply" and kind not in STAYING:
        user.quick_reply = user.quick_reply_id = None
    world.changed(user)
    return tapped


def _imagemap_kind(action: dict[str, Any]) -> str:
    return "uri" if "linkUri" in action else ""


def _must_be_shown(world: World, user: User, body: dict[str, Any], action: dict[str, Any]) -> None:
    shown = _shown(world, user, body)
    if not any(each == action for each in shown):
        raise Impossible("that action is not shown, or not any longer")


def _shown(world: World, user: User, body: dict[str, Any]) -> Iterator[Any]:
    place = body.get("on")
    if place == "quickReply":
        return iter([] if user.pc else [item.get("action") for item in user.quick_reply or []])
    if place == "menu":
        seen = world.menus.seen_by(user)
        return iter([area["action"] for area in seen[0].body["areas"]] if seen else [])
    if place == "message":
        found = world.people.message(str(body.get("messageId")))
        mine = found is not None and found[0] is user and found[1].sender == "bot"
        return _actions(
            {k: v for k, v in found[1].body.items() if k != "quickReply"} if found and mine else {}
        )
    raise ValueError("on must be message, quickReply or menu")


def _actions(part: Any) -> Iterator[Any]:
    """Every object within a message that stands where an action stands."""
    if isinstance(part, list):
        for item in part:
            yield from _actions(item)
    elif isinstance(part, dict):
        for name, value in part.items():
            if name in ("action", "defaultAction"):
                yield value
            elif name == "actions" and isinstance(value, list):
                yield from value
            yield from _actions(value)


def _postback(world: World, user: User, action: dict[str, Any], params: dict[str, Any]) -> Tapped:
    tapped = Tapped()
    words = action.get("displayText") or action.get("text")
    if words:
        line = show_from_user(world, user, {"type": "text", "text": words}, via="tap")
        if action.get("text"):
            tapped.events.append(message_event(world, user, line))
    payload = {"postback": {"data": action["data"]}}
    tapped.events.append(event(world, "postback", user, payload, repliable=True))
    tapped.effects = {name: action[name] for name in ("fillInText", "inputOption") if action.get(name)}
    return tapped


def _message(world: World, user: User, action: dict[str, Any], params: dict[str, Any]) -> Tapped:
    line = show_from_user(world, user, {"type": "text", "text": action["text"]}, via="tap")
    return Tapped([message_event(world, user, line)])


def _uri(world: World, user: User, action: dict[str, Any], params: dict[str, Any]) -> Tapped:
    desktop = (action.get("altUri") or {}).get("desktop")
    url = desktop if user.pc and desktop else action.get("uri") or action.get("linkUri")
    return Tapped(effects={"open": url})


def _clipboard(world: World, user: User, action: dict[str, Any], params: dict[str, Any]) -> Tapped:
    return Tapped(effects={"copied": action["clipboardText"]})


def _picker(world: World, user: User, action: dict[str, Any], params: dict[str, Any]) -> Tapped:
    mode = action["mode"]
    written = params.get(mode)
    moment = picked(written, mode) if isinstance(written, str) else None
    if moment is None or set(params) != {mode}:
        raise ValueError(f"params must be {{{mode!r}: …}} in the form {FORMATS[mode]}")
    for bound, wrong in (("min", moment.__lt__), ("max", moment.__gt__)):
        limit = picked(str(action.get(bound)), mode)
        if limit is not None and wrong(limit):
            raise ValueError(f"the picker does not offer {written}: {bound} is {action[bound]}")
    payload = {"postback": {"data": action["data"], "params": {mode: written}}}
    return Tapped([event(world, "postback", user, payload, repliable=True)])


def _switch(world: World, user: User, action: dict[str, Any], params: dict[str, Any]) -> Tapped:
    alias = action["richMenuAliasId"]
    status = world.menus.switch(user, alias)
    went = status == "SUCCESS"
    outcome = {"newRichMenuAliasId": alias} if went else {}
    payload = {"postback": {"data": action["data"], "params": {**outcome, "status": status}}}
    events = [event(world, "postback", user, payload, repliable=True)]
    return Tapped(events, {"switchedTo": alias} if went else {})


def _device(world: World, user: User, action: dict[str, Any], params: dict[str, Any]) -> Tapped:
    return Tapped()


_DEEDS = {
    "postback": _postback,
    "message": _message,
    "uri": _uri,
    "clipboard": _clipboard,
    "datetimepicker": _picker,
    "richmenuswitch": _switch,
    **dict.fromkeys(STAYING, _device),
}
