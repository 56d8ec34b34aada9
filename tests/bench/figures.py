"""What rounds of measurements say: ratios within each round, their median and quartiles, beside the aims."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from typing import Any

from tests.bench.measure import Sample

Round = dict[str, Sample]
"""One sample of each measurement."""


@dataclass(frozen=True)
class Figure:
    """A figure over all rounds; `aim` is the least, or the `most`, that it should be."""

    name: str
    values: tuple[float, ...]
    unit: str = ""
    aim: float | None = None
    most: float | None = None

    @property
    def quartiles(self) -> tuple[float, float]:
        """The first and the third quartile."""
        if len(self.values) < 2:
            return self.values[0], self.values[0]
        first, _, third = quantiles(self.values, n=4, method="inclusive")
        return first, third

    def as_json(self) -> dict[str, Any]:
        """Return the figure as plain JSON."""
        return {**asdict(self), "median": median(self.values), "quartiles": self.quartiles}


RATIOS = (
    (
        "durable intake on {db}, of a bare handler",
        "ingest:{db}",
        "bare",
        {"sqlite": 0.55, "postgresql": 0.55},
    ),
    (
        "turns on {db}, of an echo that stores nothing",
        "turns:{db}",
        "echo",
        {"sqlite": 0.5, "postgresql": 0.4},
    ),
    (
        "turns on {db}, of the SDK's echo that stores nothing",
        "turns:{db}",
        "sdk",
        {"sqlite": 1.8, "postgresql": 1.8},
    ),
)


def figures(rounds: Sequence[Round]) -> list[Figure]:
    """Return all figures of a run."""
    found = []
    for text, one, other, aims in RATIOS:
        for db, aim in aims.items():
            name = one.format(db=db)
            if name in rounds[0]:
                found.append(Figure(text.format(db=db), _ratios(rounds, name, other), aim=aim))
    found.append(Figure("noise: the echo again, of the echo", _ratios(rounds, "echo:again", "echo")))
    for text, one, other, aims in RATIOS[:2]:
        for db in aims:
            name = one.format(db=db)
            if name in rounds[0]:
                cost = tuple(each[other].cpu / each[name].cpu for each in rounds)
                found.append(Figure(f"{text.format(db=db)}, by processor time", cost))
    return [
        *found,
        *_steps(rounds),
        *_latencies(rounds, "p50", lambda each: each.p50),
        *_latencies(rounds, "p99", lambda each: each.p99),
    ]


def _ratios(rounds: Sequence[Round], name: str, other: str) -> tuple[float, ...]:
    return tuple(each[name].rate / each[other].rate for each in rounds)


def _steps(rounds: Sequence[Round]) -> list[Figure]:
    """Return what part of a whole turn's processor time is the engine's."""
    return [
        Figure(
            f"a step of the engine, of a whole turn on {db}, by processor time",
            tuple(each["steps"].cpu / each[f"turns:{db}"].cpu for each in rounds),
            most=0.05,
        )
        for db in ("sqlite", "postgresql")
        if f"turns:{db}" in rounds[0]
    ]


def _latencies(rounds: Sequence[Round], which: str, of: Callable[[Sample], float]) -> list[Figure]:
    names = [name for name in ("turns:sqlite", "turns:postgresql", "echo", "sdk") if name in rounds[0]]
    return [
        Figure(
            f"{which} from webhook to reply at half load, {name}",
            tuple(of(each[name]) for each in rounds),
            "ms",
        )
        for name in names
    ]


def table(found: Sequence[Figure], most: Mapping[str, float]) -> str:
    """Return the figures as a table, with what the load itself can do below it."""
    lines = [f"{'':<66}{'median':>9}{'quartiles':>18}{'aim':>8}"]
    for each in found:
        low, high = each.quartiles
        digits = 1 if each.unit else 3 if each.most else 2
        spread = f"{low:.{digits}f} to {high:.{digits}f}"
        aim = f"≥ {each.aim:g}" if each.aim else f"≤ {each.most:g}" if each.most else ""
        unit = f" {each.unit}" if each.unit else ""
        lines.append(f"{each.name:<66}{median(each.values):>9.{digits}f}{spread:>18}{aim:>8}{unit}")
    lines.append(
        f"the load itself reaches {most['requests']:.0f} requests and {most['turns']:.0f} turns a second"
    )
    return "\n".join(lines)


def line(samples: Round) -> str:
    """Return one round's rates on one line."""
    return ", ".join(f"{name} {sample.rate:.0f}/s" for name, sample in samples.items())


def plain(rounds: Sequence[Round]) -> list[dict[str, Any]]:
    """Return all samples as plain JSON."""
    return [{name: asdict(sample) for name, sample in each.items()} for each in rounds]
