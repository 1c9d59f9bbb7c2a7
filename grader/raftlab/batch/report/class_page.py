"""The page of the class, for staff: charts, how each check came out, and a line for each student."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from raftlab.batch.exports.told import points
from raftlab.batch.records import Grade
from raftlab.batch.report.charts import columns, rate
from raftlab.batch.report.numbers import Tally, fates, histogram, summary, tallies
from raftlab.batch.roll import Roll
from raftlab.pages.markup import Markup, tag
from raftlab.pages.page import page
from raftlab.records import Verdict

VERDICTS: tuple[tuple[Verdict, str], ...] = (
    ("FAIL", "FAIL"),
    ("todo", "to do"),
    ("blocked", "blocked"),
    ("unknown", "unknown"),
)


def class_page(roll: Roll, grades: Sequence[Grade], links: Mapping[str, str]) -> str:
    """Return the page. `links`: a student's key -> the page of that student.

    What `grades` tell of hidden checks is told here: veil them first where the page may leave the staff.
    """
    facts = f"kit {roll.kit} · seed {roll.seed} · jail {roll.level} or better"
    body = tag(
        "main",
        tag("header", tag("h1", f"{roll.scene}: {roll.title}"), tag("p", facts, class_="muted")),
        tag("div", numbers(grades), *charts(grades), class_="charts"),
        checks(tallies(grades)),
        students(grades, links),
    )
    return page(f"{roll.scene}: the class", body)


def charts(grades: Sequence[Grade]) -> list[Markup]:
    """Return how the scores lie, and the fates where there is more than one."""
    told = [columns(histogram(grades), "Scores", "percent of the points, from")]
    met = fates(grades)
    return told if len(met) < 2 else [*told, columns(met, "What became of the submissions", "fate")]


def numbers(grades: Sequence[Grade]) -> Markup:
    """Return the summary as a table."""
    rows = (tag("tr", tag("th", name, scope="row"), tag("td", value)) for name, value in summary(grades))
    return tag("table", tag("caption", "In numbers"), tag("tbody", *rows), class_="numbers")


def checks(told: Sequence[Tally]) -> Markup | None:
    """Return how each check came out, as a table; None where nothing was graded."""
    if not told:
        return None
    names = ("check", "points", "right", "share", *(name for _, name in VERDICTS))
    head = tag("tr", *(tag("th", name, scope="col") for name in names))
    table = tag(
        "table",
        tag("caption", "Checks: how many have each right"),
        tag("thead", head),
        tag("tbody", *map(check_row, told)),
        class_="rates",
    )
    return scrolled(table, "checks")


def check_row(tally: Tally) -> Markup:
    """Return one check's row."""
    whole = tally.verdicts.total()
    others = (tag("td", str(tally.verdicts[verdict] or "")) for verdict, _ in VERDICTS)
    return tag(
        "tr",
        tag("th", named(tally), scope="row"),
        tag("td", str(tally.max)),
        tag("td", f"{tally.passed} of {whole}"),
        tag("td", rate(tally.passed, whole)),
        *others,
    )


def named(tally: Tally) -> str:
    """Return the title, marked where it is a hidden check's own."""
    return tally.title + (" (hidden)" if tally.hidden and not tally.title.startswith("Hidden check ") else "")


def students(grades: Sequence[Grade], links: Mapping[str, str]) -> Markup:
    """Return the table of the students, each with the way to the own page."""
    head = tag("tr", *(tag("th", name, scope="col") for name in ("student", "score", "fate", "flags", "submission")))
    body = tag("tbody", *(student_row(grade, links.get(grade.person.key)) for grade in grades))
    table = tag("table", tag("caption", "Students"), tag("thead", head), body, class_="students")
    return scrolled(table, "students")


def student_row(grade: Grade, link: str | None) -> Markup:
    """Return one student's row."""
    name = grade.person.name or grade.person.key
    who = tag("a", name, href=link) if link else tag("span", name)
    also = f" {grade.person.key}" if grade.person.key != name else None
    score = f"{points(grade.score)} of {grade.max}" if grade.score is not None else "no score"
    return tag(
        "tr",
        tag("th", who, tag("span", also, class_="muted") if also else None, scope="row"),
        tag("td", score),
        tag("td", grade.fate if grade.fate == "graded" else tag("span", grade.fate, class_="bad")),
        tag("td", ", ".join(grade.flags)),
        tag("td", grade.entry, tag("p", grade.message, class_="muted") if grade.message else None),
    )


def scrolled(table: Markup, label: str) -> Markup:
    """Return a table that scrolls by itself where the window is narrow."""
    return tag("div", table, class_="scroll class", tabindex=0, role="group", aria_label=label)
