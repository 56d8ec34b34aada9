"""Bad moments on demand: which requests fail, how, and how often, repeatable by a seed.

Set through the control API, asked by `calls` for each request.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

Kind = Literal[
    "500",
    "timeout_before",
    "timeout_after",
    "reset_before",
    "reset_after",
    "429_rate",
    "429_quota",
    "latency",
    "nonsense",
]
NAMES = {"reply": "/v2/bot/message/reply", "push": "/v2/bot/message/push"}
DEFAULT_SECONDS = {"timeout_before": 30.0, "timeout_after": 30.0, "latency": 1.0}


@dataclass(slots=True)
class Fault:
    """One rule: count None means for ever, seconds is how long a latency or a time-out lasts."""

    endpoint: str
    kind: Kind
    probability: float
    count: int | None
    seconds: float

    def fits(self, template: str) -> bool:
        """Whether the rule speaks of this path template and has strikes left."""
        return self.count != 0 and self.endpoint in ("*", template)

    def as_json(self) -> dict[str, Any]:
        """The rule as the control API shows it, with the strikes that are left."""
        names = {template: name for name, template in NAMES.items()}
        shown = names.get(self.endpoint, self.endpoint)
        rule = {"endpoint": shown, "kind": self.kind, "probability": self.probability}
        return rule | {"count": self.count, "seconds": self.seconds}


class Faults:
    """The rules in force; the first that fits and draws strikes."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []
        self.seed = 0
        self._draw = random.Random(0).random

    def replace(self, body: Mapping[str, Any]) -> None:
        """Take over a new list and seed; ValueError says what is wrong with a rule."""
        rules = [_rule(item) for item in body.get("faults", [])]
        self.rules, self.seed = rules, int(body.get("seed", 0))
        self._draw = random.Random(self.seed).random

    def strike(self, template: str) -> Fault | None:
        """The fault that hits this request, if any."""
        for rule in self.rules:
            if rule.fits(template) and (rule.probability >= 1 or self._draw() < rule.probability):
                if rule.count is not None:
                    rule.count -= 1
                return rule
        return None

    def as_json(self) -> dict[str, Any]:
        """The list as the control API shows it."""
        return {"faults": [rule.as_json() for rule in self.rules], "seed": self.seed}


def _rule(item: Any) -> Fault:
    if not isinstance(item, dict) or item.get("kind") not in get_args(Kind):
        raise ValueError(f"kind must be one of {', '.join(get_args(Kind))}")
    kind: Kind = item["kind"]
    probability = float(item.get("probability", 1))
    if not 0 <= probability <= 1:
        raise ValueError("probability must be between 0 and 1")
    endpoint = str(item.get("endpoint", "*"))
    count = None if item.get("count") is None else int(item["count"])
    seconds = float(item.get("seconds") or DEFAULT_SECONDS.get(kind, 0.0))
    return Fault(NAMES.get(endpoint, endpoint), kind, probability, count, seconds)
