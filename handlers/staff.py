"""Staff: one-time codes that make an advisor, lead or admin of whoever sends them first, and the owner."""

from __future__ import annotations

import base64

from bot import messages
from bot.clock import DAY
from bot.i18n import N_
from bot.turn import Turn
from handlers import known, office, surveys
from handlers.office import HOUSE, OFFICE
from handoff import audit, state
from handoff.state import HOUSE as HANDOFF

LIFE = 1 * DAY
LEAVE = "staff.leave"
LIST = ("list", "一覧")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ROLE_NAMES = {"advisor": N_("advisor"), "lead": N_("lead"), "admin": N_("admin")}
ROLES = {
    "advisor": "advisor",
    "lead": "lead",
    "admin": "admin",
    "アドバイザー": "advisor",
    "相談員": "advisor",
    "リーダー": "lead",
    "責任者": "lead",
    "管理者": "admin",
}


def welcome_owner(turn: Turn) -> None:
    """Make the first admin of the LINE user whom the settings name, at her first sign of life."""
    friend = turn.friend
    if friend.friend_id == HOUSE.shared(turn).owner and friend.role != "admin":
        friend.role, friend.staff_name = "admin", friend.staff_name or friend.display_name
        known.show_menu(turn)


def make_code(turn: Turn, rest: str) -> None:
    """`/staff`, `/staff 佐藤`, `/staff lead 鈴木`: make a code to hand over; `/staff list`: who is there."""
    if rest.strip().lower() in LIST:
        turn.ask_report("staff")
        return
    role, name = _who(rest)
    give_code(turn, role, name, _code_card(turn, role, name))


def give_code(
    turn: Turn, role: str, name: str | None, card: messages.Message, replaces: str | None = None
) -> None:
    """Make a code and show it below a card; `replaces` is whose lost phone it takes the place of."""
    code = _new_code(turn)
    OFFICE.of(turn).made.append(
        {
            "digest": office.digest(code),
            "role": role,
            "staff_name": name,
            "made_by": turn.friend.friend_id,
            "made_at": turn.now,
            "expires_at": turn.now + LIFE,
            "replaces": replaces,
        }
    )
    turn.say(card, messages.text(f"EN-{code}"))


def _who(rest: str) -> tuple[str, str | None]:
    """Read role and name, in either order and with blanks of any width; without a role it is an advisor."""
    words = rest.split()
    for number in (0, -1):
        if words and (role := ROLES.get(words[number].lower())):
            del words[number]
            return role, messages.cut(" ".join(words), 20) or None
    return "advisor", messages.cut(" ".join(words), 20) or None


def surname(name: str) -> str:
    """Return what friends shall know of a name: the surname, which Japanese puts first and English last."""
    words = name.split()
    return words[-1 if name.isascii() else 0] if words else ""


def _code_card(turn: Turn, role: str, name: str | None) -> messages.Message:
    """Build what goes before a code: whom it makes what, what to do with it, and who is there already."""
    words = turn._("A code for {name} ({role}). Pass the next bubble on: it is sent in this chat. {once}")
    if name is None:
        words = turn._("A code that makes whoever sends it: {role}. Pass the next bubble on. {once}")
    once = turn._("It works once, within 24 hours.")
    said = words.format(name=name, role=turn._(ROLE_NAMES[role]), once=once)
    team = messages.say_it(turn._("Who is on the team"), "/staff list")
    return messages.buttons(turn._("You have one notice"), messages.cut(said, 160), [team])


def _new_code(turn: Turn) -> str:
    """Return ten characters that are hard to mistake for each other, 50 random bits."""
    number = int.from_bytes(base64.urlsafe_b64decode(turn.new_secret(96)), "big")
    return "".join(ALPHABET[(number >> shift) % 32] for shift in range(0, 50, 5))


def take_code(turn: Turn) -> bool:
    """Make staff of whoever sends a good code; returns whether the message was one."""
    digest = office.code_in(turn.event)
    if digest is None:
        return False
    desk = OFFICE.of(turn)
    code = desk.codes.get(digest)
    spent = code is None or code.used_by is not None or code.expires_at < turn.event.accepted_at
    if code is None or spent or any(each["code"] == digest for each in desk.used):
        turn.say(messages.text(turn._("This code is not valid any more. Please ask an admin for a new one.")))
        return True
    if code.replaces == turn.friend.friend_id:
        turn.say(messages.text(turn._("This is the phone that you have already. The code is still good.")))
        return True
    desk.used.append({"code": digest, "friend": turn.friend.friend_id})
    if code.replaces:
        _replace(turn, code.replaces)
    _appoint(turn, code.role, code.staff_name)
    return True


def _replace(turn: Turn, lost: str) -> None:
    """Take the place of a phone that was lost: it loses its role at once, and its conversations come here."""
    found = HANDOFF.shared(turn).staff.get(lost)
    formerly = (*found.desk.formerly, lost) if found else (lost,)
    state.keep_desk(
        turn,
        formerly=formerly,
        capacity=found.desk.capacity if found else None,
        skills=found.desk.skills if found else None,
    )
    turn.post(lost, LEAVE, successor=turn.friend.friend_id)


def _appoint(turn: Turn, role: str, name: str | None) -> None:
    friend = turn.friend
    surveys.interrupt(turn)
    friend.role, friend.suspended = role, None
    friend.staff_name = name or surname(friend.display_name or "") or turn._("advisor")
    audit.record(turn, "joined", detail=role)
    known.show_menu(turn)
    words = turn._(
        "Welcome, {name}. You are on the team now. Send “/on” when you are on duty, “/help” for the rest."
    )
    on, more = turn._("On duty"), turn._("Help")
    turn.say(
        messages.buttons(
            turn._("You have one notice"),
            messages.cut(words.format(name=friend.staff_name), 160),
            [messages.say_it(on, "/on"), messages.say_it(more, "/help")],
        )
    )
