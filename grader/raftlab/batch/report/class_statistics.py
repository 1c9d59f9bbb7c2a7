"""Statistics of a class: the scores, the results of each check, the statuses of the submissions."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from raftlab.batch.exports.grade_feedback import points_text
from raftlab.batch.models import Grade
from raftlab.grading_models import Verdict

SCORE_BINS = ("0", "10", "20", "30", "40", "50", "60", "70", "80", "90", "100")
"""The lowest percent of each bin; full marks are a bin of their own."""


@dataclass(frozen=True)
class CheckTally:
    """The results of one check in the class."""

    title: str
    hidden: bool
    max: int
    verdict_counts: Counter[Verdict]

    @property
    def passed_count(self) -> int:
        """Return how many passed."""
        return self.verdict_counts["ok"]


def score_histogram(grades: Iterable[Grade]) -> list[tuple[str, int]]:
    """Return the number of scores in each bin of 10 %."""
    percents = [grade.percent for grade in grades if grade.percent is not None]
    counts = Counter(min(10, max(0, int(percent // 10))) for percent in percents)
    return [(label, counts[n]) for n, label in enumerate(SCORE_BINS)]


def status_counts(grades: Iterable[Grade]) -> list[tuple[str, int]]:
    """Return the number of submissions with each status, the most frequent first."""
    counts = Counter(grade.fate for grade in grades)
    return sorted(((str(fate), count) for fate, count in counts.items()), key=lambda each: (-each[1], each[0]))


def score_summary(grades: Sequence[Grade]) -> list[tuple[str, str]]:
    """Return the statistics of the scores with their names; only the counts if there are no scores."""
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


def section_summary(grades: Sequence[Grade]) -> list[dict[str, str]]:
    """Return the statistics of each section, in the order of their names."""
    rows = []
    for section in sorted({grade.person.section for grade in grades}):
        members = [grade for grade in grades if grade.person.section == section]
        told = dict(score_summary(members))
        names = ("students", "with a score", "median", "mean", "full marks", "late")
        rows.append({"section": section or "none", **{name: told.get(name, "") for name in names}})
    return rows


def check_tallies(grades: Iterable[Grade]) -> dict[str, CheckTally]:
    """Return the results of each check by its name, in the order of the suite."""
    found: dict[str, CheckTally] = {}
    for grade in grades:
        for check in grade.result.checks if grade.result else ():
            tally = found.setdefault(check.name, CheckTally(check.title, check.hidden, check.max, Counter()))
            tally.verdict_counts[check.verdict] += 1
    return found
