"""A class in numbers: how the scores lie, how each check came out, what became of the submissions."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from raftlab.batch.exports.grade_text import points_text
from raftlab.batch.models import Grade
from raftlab.models import Verdict

SCORE_BINS = ("0", "10", "20", "30", "40", "50", "60", "70", "80", "90", "100")
"""The lowest percent of each bin; full marks have one of their own."""


@dataclass(frozen=True)
class CheckTally:
    """How one check came out in the class."""

    title: str
    hidden: bool
    max: int
    verdict_counts: Counter[Verdict]

    @property
    def passed_count(self) -> int:
        """Return how many have it right."""
        return self.verdict_counts["ok"]


def score_histogram(grades: Iterable[Grade]) -> list[tuple[str, int]]:
    """Return how many scores are in each tenth of the points."""
    percents = [grade.percent for grade in grades if grade.percent is not None]
    counts = Counter(min(10, max(0, int(percent // 10))) for percent in percents)
    return [(label, counts[n]) for n, label in enumerate(SCORE_BINS)]


def status_counts(grades: Iterable[Grade]) -> list[tuple[str, int]]:
    """Return how many submissions met each fate, the most frequent first."""
    counts = Counter(grade.fate for grade in grades)
    return sorted(((str(fate), count) for fate, count in counts.items()), key=lambda each: (-each[1], each[0]))


def score_summary(grades: Sequence[Grade]) -> list[tuple[str, str]]:
    """Return what describes the scores, each with its name; only how many, where nothing has a score."""
    scores = [grade.score for grade in grades if grade.score is not None]
    told = [("students", str(len(grades))), ("with a score", str(len(scores)))]
    if not scores:
        return told
    full = sum(grade.score is not None and grade.score >= grade.max > 0 for grade in grades)
    told += [
        ("median", points_text(statistics.median(scores))),
        ("mean", points_text(statistics.fmean(scores))),
        ("lowest, highest", f"{points_text(min(scores))}, {points_text(max(scores))}"),
        ("full marks", str(full)),
        ("late", str(sum(grade.late for grade in grades))),
    ]
    if len(scores) > 1:
        low, _, high = statistics.quantiles(scores, n=4, method="inclusive")
        told.insert(3, ("quartiles", f"{points_text(low)}, {points_text(high)}"))
    return told


def check_tallies(grades: Iterable[Grade]) -> tuple[CheckTally, ...]:
    """Return how each check came out, in the order of the suite."""
    found: dict[str, CheckTally] = {}
    for grade in grades:
        for check in grade.result.checks if grade.result else ():
            tally = found.setdefault(check.name, CheckTally(check.title, check.hidden, check.max, Counter()))
            tally.verdict_counts[check.verdict] += 1
    return tuple(found.values())
