"""What admins do by chat: the figures, the emergency stop and the way back, events that were parked."""

from __future__ import annotations

from bot import messages, switches
from bot.turn import Turn
from handlers.office import OFFICE
from handoff import audit


def stats(turn: Turn, _rest: str = "") -> None:
    """`/stats`: ask for the figures; they are read beside the road."""
    turn.ask_report("stats")


def stop(turn: Turn, _rest: str = "") -> None:
    """`/stop`: hold everything but what goes to staff, before the next send."""
    OFFICE.of(turn).flags[switches.STOPPED] = str(turn.now)
    words = turn._(
        "Stopped. Nothing goes out but to staff. What comes in is kept. “/resume” starts it again."
    )
    turn.say(_with_button(turn, words, turn._("Resume"), "/resume"))


def resume(turn: Turn, _rest: str = "") -> None:
    """`/resume`: first say what has gathered and what it would cost, and ask."""
    turn.ask_report("resume")


def resume_now(turn: Turn, old: str) -> None:
    """Start again, and send what has gathered or give it up, if anything has."""
    desk = OFFICE.of(turn)
    desk.flags[switches.STOPPED] = ""
    audit.record(turn, "running", detail=old)
    if old == "drop":
        desk.drop_unsent_before = turn.now
    words = {
        "drop": turn._("Running again. What had gathered was given up."),
        "none": turn._("Running again."),
    }
    turn.say(messages.text(words.get(old) or turn._("Running again. What had gathered goes out now.")))


def parked_alert(event_id: str) -> messages.Message:
    """Build what all admins are told of an event that could not be decided; in both languages."""
    japanese = "処理できなかった受信が1件あります。「/保留」で見られます。"
    english = "One event could not be decided. “/parked” shows it."
    return messages.text(f"{japanese}\n{english}\n{event_id}")


def quota_alert() -> messages.Message:
    """Build what all admins are told, once a month, when the month's messages are used up."""
    japanese = "今月の送信可能数に達しました。有料の送信は、相手が次に書き込んだときに無料で届けます。"
    english = "This month's messages are used up. What would cost waits, and goes free when they next write."
    return messages.text(f"{japanese}\n{english}")


def answers_alert(why: str) -> messages.Message:
    """Build what all admins are told when their own system does not take answers; in both languages."""
    japanese = f"回答を自社システムに届けられません（{why}）。直ったら「/やり直し」で送り直せます。"
    english = f"Your own system does not take answers ({why}). Once it does, “/retry” sends them again."
    return messages.text(f"{japanese}\n{english}")


def parked(turn: Turn, _rest: str = "") -> None:
    """`/parked`: list events that could not be decided."""
    turn.ask_report("parked")


def retry(turn: Turn, _rest: str = "") -> None:
    """`/retry`: try all parked events again."""
    OFFICE.of(turn).retry_parked = True
    turn.say(messages.text(turn._("All parked events are tried again now. “/parked” shows what is left.")))


def _with_button(turn: Turn, words: str, label: str, command: str) -> messages.Message:
    return messages.buttons(turn._("You have one notice"), words, [messages.say_it(label, command)])
