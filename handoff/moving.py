"""She goes from one advisor to another: by a lead's word, or by that of the advisor who has her.

Decided in her lane, like everything about a conversation; all who are concerned are told from here.
"""

from __future__ import annotations

from bot.turn import Turn
from handoff import asking, passed_on, taking
from handoff.state import HOUSE, STATE, Colleague, Conversation
from handoff.telling import tell
from handoff.voices import N_


def assign(turn: Turn) -> None:
    """Give her to the advisor whom a lead has named, whoever had her before."""
    data, house = turn.event.data, HOUSE.shared(turn)
    lead, own = house.staff.get(str(data.get("from"))), STATE.of(turn).own
    if lead is None or lead.role not in ("lead", "admin"):
        return  # his role was taken from him while his wish was on its way
    colleague = house.staff.get(str(data.get("advisor")))
    if colleague is None or own is None or own.id != data.get("conversation"):
        tell(turn, lead.friend_id, N_("Nobody is waiting there any more."))
    elif own.advisor_id == colleague.friend_id:
        tell(turn, lead.friend_id, N_("{advisor} has {name} already."), advisor=colleague.name, name=own.name)
    else:
        _move(turn, own, colleague, lead.friend_id, "")


def give_unasked(turn: Turn) -> None:
    """Let an advisor talk with a friend who has not asked, as a lead wishes; who talks already is moved."""
    data, house = turn.event.data, HOUSE.shared(turn)
    lead, own = house.staff.get(str(data.get("from"))), STATE.of(turn).own
    colleague = house.staff.get(str(data.get("advisor")))
    if lead is None or lead.role not in ("lead", "admin"):
        return
    if colleague is None or not turn.friend.followed or turn.friend.is_staff:
        tell(turn, lead.friend_id, N_("Not assigned: this friend cannot be reached, or is on the team."))
        return
    own = own or asking.open_(turn, ASSIGNED, None, {})
    if own.advisor_id != colleague.friend_id:
        _move(turn, own, colleague, lead.friend_id, "")


ASSIGNED = "assigned"


def transfer(turn: Turn) -> None:
    """Give her to the colleague whom her advisor has named, with a note for him."""
    data, house = turn.event.data, HOUSE.shared(turn)
    own, who = taking.held_by_sender(turn), str(data.get("from"))
    colleague = house.staff.get(str(data.get("advisor")))
    if own is None:
        tell(turn, who, N_("This conversation is not open with you any more."))
    elif colleague is None or not house.serves(colleague.desk):
        tell(turn, who, N_("Not handed over: this colleague is not on duty."))
    else:
        _move(turn, own, colleague, who, passed_on.note(turn, passed_on.place(turn)))


def _move(turn: Turn, own: Conversation, colleague: Colleague, by: str, note: str) -> None:
    before, label = own.advisor_id, own.shown
    taking.give(turn, own, colleague, note)
    for each in dict.fromkeys((by, before)):
        if each and each != colleague.friend_id:
            facts = {"name": label if each == before else own.name, "advisor": colleague.name}
            tell(turn, each, N_("{name} is with {advisor} now."), **facts)
