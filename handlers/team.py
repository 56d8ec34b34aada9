"""What admins do with members of the team: suspend and restore, take off, a new phone; and what that does.

An admin's turn only wishes; the member's own lane carries it out, and clears his desk at once.
"""

from __future__ import annotations

from bot import messages
from bot.turn import Turn
from handlers import known, staff
from handlers.office import HOUSE, OFFICE
from handlers.staff import LEAVE, ROLE_NAMES
from handoff import audit
from handoff import orders as handoff_orders
from handoff.state import HOUSE as HANDOFF

SUSPEND = "staff.suspend"
RESTORE = "staff.restore"


def member(turn: Turn, who: str) -> None:
    """Show what can be done with a member of the team."""
    found = HANDOFF.shared(turn).staff.get(who)
    if found is None:
        turn.say(messages.text(turn._("This person is not on the team any more.")))
        return
    suspend, phone, off = turn._("Suspend"), turn._("New phone"), turn._("Take off")
    actions = [
        messages.postback(suspend, f"admin?do=suspend&who={who}", suspend),
        messages.postback(phone, f"admin?do=rebind&who={who}", phone),
        messages.postback(off, f"admin?do=ask_dismiss&who={who}", off),
    ]
    lines = [turn._(ROLE_NAMES[found.role]), turn._("Open conversations: {count}").format(count=found.open)]
    turn.say(messages.flex_card(turn._("You have one notice"), found.name, lines, actions, accent=""))


def ask_dismiss(turn: Turn, who: str) -> None:
    """Ask before somebody's role is taken away: it ends what he is doing at once."""
    found = HANDOFF.shared(turn).staff.get(who)
    name = found.name if found else turn._("this person")
    words = turn._("Take {name} off the team? Their open conversations go back to the queue.")
    yes, no = turn._("Take off"), turn._("Keep it")
    turn.say(
        messages.confirm(
            turn._("There is a question for you"),
            words.format(name=name),
            messages.postback(yes, f"admin?do=dismiss&who={who}", yes),
            messages.postback(no, "settings?do=keep", no),
        )
    )


def dismiss(turn: Turn, who: str) -> None:
    """Wish, as an admin, that somebody is staff no longer; the owner stays."""
    if _may(turn, who):
        turn.post(who, LEAVE)
        audit.record(turn, "dismiss", about=who)
        turn.say(messages.text(turn._("Done. Their open conversations go back to the queue.")))


def suspend(turn: Turn, who: str) -> None:
    """Wish that somebody loses his role until it is given back."""
    if _may(turn, who):
        turn.post(who, SUSPEND)
        audit.record(turn, "suspend", about=who)
        words = turn._("Suspended. Their open conversations go back to the queue. “/staff list” ends it.")
        turn.say(messages.text(words))


def restore(turn: Turn, who: str) -> None:
    """Wish that somebody has his role again."""
    if _may(turn, who):
        turn.post(who, RESTORE)
        audit.record(turn, "restore", about=who)
        turn.say(messages.text(turn._("Done. They are on the team again.")))


def rebind(turn: Turn, who: str) -> None:
    """Make a code that brings a member's role and conversations to his new phone."""
    found = HANDOFF.shared(turn).staff.get(who)
    if found is None:
        turn.say(messages.text(turn._("This person is not on the team any more.")))
        return
    words = turn._(
        "A code for the new phone of {name}. Once it is sent here from there, the old phone is off the team "
        "and conversations go on. It works once, within 24 hours."
    )
    card = messages.text(words.format(name=found.name))
    staff.give_code(turn, found.role, found.name, card, replaces=who)
    audit.record(turn, "rebind", about=who)


def _may(turn: Turn, who: str) -> bool:
    if who and who not in (turn.friend.friend_id, HOUSE.shared(turn).owner):
        return True
    turn.say(messages.text(turn._("You and the owner of the account stay on the team.")))
    return False


# In the member's own lane


def leave(turn: Turn) -> None:
    """Take the role from somebody; his conversations go back to the queue, or to his new phone."""
    friend = turn.friend
    if friend.is_staff or friend.suspended:
        _end(turn, turn.event.data.get("successor"))
        friend.suspended = None
        words = turn._("You are no longer on the team of this account. Thank you for your work.")
        turn.say(messages.text(words), klass="account")


def on_suspend(turn: Turn) -> None:
    """Take the role from somebody for the time being."""
    role = turn.friend.role
    if turn.friend.is_staff:
        _end(turn)
        turn.friend.suspended = role
        words = turn._("Your role on this account's team is suspended. An admin can give it back.")
        turn.say(messages.text(words), klass="account")


def on_restore(turn: Turn) -> None:
    """Give somebody the role back that he has lost for a while; on duty he goes by himself."""
    if turn.friend.suspended and not turn.friend.is_staff:
        turn.friend.role, turn.friend.suspended = turn.friend.suspended, None
        known.show_menu(turn)
        words = turn._("You are on the team again. Send “/on” when you are on duty.")
        turn.say(messages.text(words), klass="account")


def _end(turn: Turn, successor: object = None) -> None:
    """Let him see and do nothing of the team's from this moment on, also of what was on its way to him."""
    handoff_orders.revoked(turn, str(successor) if successor else None)
    turn.friend.role = None
    OFFICE.of(turn).withhold = True
    known.show_menu(turn)


POSTS = {LEAVE: leave, SUSPEND: on_suspend, RESTORE: on_restore}
"""Events in a member's lane that an admin's lane, or that of his new phone, has posted."""

DOES = {
    "member": member,
    "ask_dismiss": ask_dismiss,
    "dismiss": dismiss,
    "suspend": suspend,
    "restore": restore,
    "rebind": rebind,
}
"""An admin's buttons."""
