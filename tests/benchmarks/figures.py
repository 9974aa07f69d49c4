"""Figures, their goals, and the table of them."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number; less is better.

    Attributes:
        name: its key, the same in every run.
        text: what it is.
        goal: number of the goal in performance.md, or "" for a yardstick or an aside.
        limit: what to stay under; with `against`, times that figure's value.
        against: name of the figure that this one is compared with, or "".
    """

    name: str
    text: str
    value: float
    unit: str
    goal: str = ""
    limit: float | None = None
    against: str = ""


@dataclass(slots=True)
class Outcome:
    """What one run of one benchmark gave.

    Attributes:
        details: for the JSON only, e.g. the stack of the slowest frame.
    """

    figures: list[Figure] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)

    def add(
        self,
        name: str,
        text: str,
        value: float,
        unit: str,
        *,
        goal: str = "",
        limit: float | None = None,
        against: str = "",
    ) -> None:
        """Adds a figure."""
        self.figures.append(Figure(name, text, value, unit, goal, limit, against))


@dataclass(frozen=True, slots=True)
class Verdict:
    """A figure over all repeats, held against its goal.

    Attributes:
        values: one a repeat.
        ratio: to the figure it is compared with; None without one, or when it was not measured.
        passed: None where there is no goal.
    """

    figure: Figure
    values: tuple[float, ...]
    median: float
    ratio: float | None
    passed: bool | None


def judge(outcomes: Sequence[Outcome]) -> list[Verdict]:
    """Medians of all repeats against the goals, in order of first appearance."""
    values: dict[str, list[float]] = {}
    figures: dict[str, Figure] = {}
    for outcome in outcomes:
        for figure in outcome.figures:
            figures.setdefault(figure.name, figure)
            values.setdefault(figure.name, []).append(figure.value)
    medians = {name: statistics.median(found) for name, found in values.items()}
    verdicts = []
    for name, figure in figures.items():
        base = medians.get(figure.against)
        ratio = medians[name] / base if base else None
        passed = None
        if figure.limit is not None and not figure.against:
            passed = medians[name] <= figure.limit
        elif figure.limit is not None and ratio is not None:
            passed = ratio <= figure.limit
        verdicts.append(Verdict(figure, tuple(values[name]), medians[name], ratio, passed))
    return verdicts


def table(verdicts: Sequence[Verdict]) -> str:
    """All figures as a table for people."""
    rows = [("goal", "what", "figure", "limit", "ratio", "")]
    for verdict in verdicts:
        figure = verdict.figure
        limit = "" if figure.limit is None else f"{figure.limit:g} {figure.unit}"
        if figure.against and figure.limit is not None:
            limit = f"{figure.limit:g} x {figure.against}"
        rows.append(
            (
                figure.goal,
                figure.text,
                f"{verdict.median:.4g} {figure.unit}",
                limit,
                "" if verdict.ratio is None else f"{verdict.ratio:.2f}",
                {True: "pass", False: "MISS", None: ""}[verdict.passed],
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def as_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict for the file."""
    figure = verdict.figure
    return {
        "name": figure.name,
        "goal": figure.goal,
        "text": figure.text,
        "unit": figure.unit,
        "median": verdict.median,
        "values": list(verdict.values),
        "limit": figure.limit,
        "against": figure.against,
        "ratio": verdict.ratio,
        "passed": verdict.passed,
    }
