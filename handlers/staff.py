"""Staff: one-time codes that make an advisor, lead or admin of whoever sends them first, and the owner."""

from __future__ import annotations

from bot import messages
from bot.clock import DAY
from bot.turn import Turn
from handlers import known, office, surveys
from handlers.office import HOUSE, OFFICE
from handoff import orders as handoff_orders

LIFE = 1 * DAY
LEAVE = "staff.leave"
LIST = ("list", "一覧")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
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
    first, _, remainder = rest.strip().partition(" ")
    role = ROLES.get(first.lower())
    name = (remainder if role else rest).strip() or None
    code = _new_code(turn)
    OFFICE.of(turn).made.append(
        {
            "digest": office.digest(code),
            "role": role or "advisor",
            "staff_name": messages.cut(name, 20) if name else None,
            "made_by": turn.friend.friend_id,
            "made_at": turn.now,
            "expires_at": turn.now + LIFE,
        }
    )
    who = name or turn._("the new advisor")
    words = turn._(
        "Code for {who}. Let them send the next bubble in this chat, within 24 hours. It works once."
    )
    turn.say(messages.text(words.format(who=who)), messages.text(f"EN-{code}"))


def _new_code(turn: Turn) -> str:
    """Return ten characters that are hard to mistake for each other, 50 random bits."""
    number = int.from_bytes(turn.new_secret(96).encode(), "big")
    return "".join(ALPHABET[(number >> shift) % 32] for shift in range(0, 60, 6))


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
    desk.used.append({"code": digest, "friend": turn.friend.friend_id})
    _appoint(turn, code.role, code.staff_name)
    return True


def _appoint(turn: Turn, role: str, name: str | None) -> None:
    friend = turn.friend
    surveys.interrupt(turn)
    friend.role = role
    friend.staff_name = name or friend.display_name or turn._("advisor")
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


def leave(turn: Turn) -> None:
    """Take the role from somebody, as an admin wishes; her conversations go back to the queue."""
    handoff_orders.revoked(turn)
    turn.friend.role = None
    known.show_menu(turn)


def dismiss(turn: Turn, friend_id: str) -> None:
    """Wish, as an admin, that somebody is staff no longer; the owner stays."""
    if friend_id and friend_id not in (turn.friend.friend_id, HOUSE.shared(turn).owner):
        turn.post(friend_id, LEAVE)
        turn.say(messages.text(turn._("Done. Their open conversations go back to the queue.")))
    else:
        turn.say(messages.text(turn._("You and the owner of the account stay on the team.")))
