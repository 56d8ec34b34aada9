"""When a survey asks by itself, again, or no more: reminding, expiring, asking again, and minors.

Read from YAML as parts of `dialogs.survey`.
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field, StrictInt, StringConstraints

from bot.clock import DAY, HOUR
from bot.content import Model, Text, When

Span = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,3}[hdw]$")]
"""So many hours, days or weeks: `20h`, `14d`, `2w`."""

_UNITS: Final = {"h": HOUR, "d": DAY, "w": 7 * DAY}


def milliseconds(span: Span) -> int:
    """Return how long a span is."""
    return int(span[:-1]) * _UNITS[span[-1]]


class Remind(Model):
    """One reminder, after she has left the open question alone for that long; only between 9:00 and 21:00."""

    after: Span
    say: Text


class Again(Model):
    """That a survey may be asked again: so long after it was finished, and so many times in all."""

    after: Span
    times: Annotated[StrictInt, Field(ge=2)] | None = None


class Minor(Model):
    """Whom the service may not serve yet: what she is told, and the tag that says so.

    When the condition holds nothing more is asked, and what she has answered in this survey is forgotten.
    """

    when: When
    say: Text
    tag: str | None = None
