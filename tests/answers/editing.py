"""How an admin edits a survey by chat, as tests do it."""

from __future__ import annotations

from bot import messages
from dialogs.survey import Question
from tests.people import Cast
from tests.phone import Phone, said

OLD, NEW = "卒業（予定）の年を教えてください。", "いつ卒業ですか？（予定で大丈夫です）"
OTHER = "卒業はいつごろですか？"
LABEL, SHORT = "既卒・社会人", "もう卒業した"


async def chooses(admin: Phone, words: str = OLD) -> None:
    """An admin opens the first step of the survey and picks the text that says this."""
    await admin.types("/survey edit welcome")
    await admin.taps(next(label for label in await admin.labels() if label.startswith("1. ")))
    await admin.taps(messages.cut(words, 20))


async def rewords(admin: Phone, new: str, words: str = OLD) -> None:
    """An admin gives a text of the first step new words."""
    await chooses(admin, words)
    await admin.types(new)


async def becomes_admin(cast: Cast, phone: Phone) -> Phone:
    """Somebody becomes an admin too."""
    await phone.adds_the_account()
    await cast.takahashi.types("/staff 佐藤 admin")
    await phone.types(said((await cast.takahashi.bubbles())[-1]))
    return phone


def question(cast: Cast) -> Question:
    """The first question as it is published."""
    return cast.world.app.snapshot.content.surveys["welcome"].questions["grad_year"]
