"""The class page for staff: charts, the results of each check, and a row for each student."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from raftlab.batch.class_results import ClassResults
from raftlab.batch.exports.grade_text import points_text
from raftlab.batch.models import Grade
from raftlab.batch.report.charts import column_chart, rate_bar
from raftlab.batch.report.class_statistics import (
    CheckTally,
    check_tallies,
    score_histogram,
    score_summary,
    status_counts,
)
from raftlab.models import Verdict
from raftlab.pages.html.markup import Markup, tag
from raftlab.pages.html.page_template import render_page

VERDICT_COLUMNS: tuple[tuple[Verdict, str], ...] = (
    ("FAIL", "FAIL"),
    ("todo", "to do"),
    ("blocked", "blocked"),
    ("unknown", "unknown"),
)


def class_page(class_results: ClassResults, grades: Sequence[Grade], links: Mapping[str, str]) -> str:
    """Return the page. `links`: a student's key -> the page of that student.

    The page shows the hidden checks of `grades`: use student_view first if students may see the page.
    """
    facts = f"kit {class_results.kit} · seed {class_results.seed} · jail {class_results.level} or better"
    body = tag(
        "main",
        tag("header", tag("h1", f"{class_results.scene}: {class_results.title}"), tag("p", facts, class_="muted")),
        tag("div", summary_table(grades), *class_charts(grades), class_="charts"),
        check_table(check_tallies(grades)),
        student_table(grades, links),
    )
    return render_page(f"{class_results.scene}: the class", body)


def class_charts(grades: Sequence[Grade]) -> list[Markup]:
    """Return the charts of the scores, and of the statuses if there are several."""
    told = [column_chart(score_histogram(grades), "Scores", "percent of the points, from")]
    met = status_counts(grades)
    return told if len(met) < 2 else [*told, column_chart(met, "Submissions by status", "fate")]


def summary_table(grades: Sequence[Grade]) -> Markup:
    """Return the summary as a table."""
    rows = (tag("tr", tag("th", name, scope="row"), tag("td", value)) for name, value in score_summary(grades))
    return tag("table", tag("caption", "In numbers"), tag("tbody", *rows), class_="numbers")


def check_table(tallies: Sequence[CheckTally]) -> Markup | None:
    """Return the results of each check as a table; None if nothing was graded."""
    if not tallies:
        return None
    names = ("check", "points", "right", "share", *(name for _, name in VERDICT_COLUMNS))
    head = tag("tr", *(tag("th", name, scope="col") for name in names))
    table = tag(
        "table",
        tag("caption", "Checks: how many have each right"),
        tag("thead", head),
        tag("tbody", *map(check_row, tallies)),
        class_="rates",
    )
    return scroll_box(table, "checks")


def check_row(tally: CheckTally) -> Markup:
    """Return one check's row."""
    whole = tally.verdict_counts.total()
    others = (tag("td", str(tally.verdict_counts[verdict] or "")) for verdict, _ in VERDICT_COLUMNS)
    return tag(
        "tr",
        tag("th", tally_title(tally), scope="row"),
        tag("td", str(tally.max)),
        tag("td", f"{tally.passed_count} of {whole}"),
        tag("td", rate_bar(tally.passed_count, whole)),
        *others,
    )


def tally_title(tally: CheckTally) -> str:
    """Return the title, with a mark for a hidden check."""
    return tally.title + (" (hidden)" if tally.hidden and not tally.title.startswith("Hidden check ") else "")


def student_table(grades: Sequence[Grade], links: Mapping[str, str]) -> Markup:
    """Return the table of the students, with links to their pages."""
    head = tag("tr", *(tag("th", name, scope="col") for name in ("student", "score", "fate", "flags", "submission")))
    body = tag("tbody", *(student_row(grade, links.get(grade.person.key)) for grade in grades))
    table = tag("table", tag("caption", "Students"), tag("thead", head), body, class_="students")
    return scroll_box(table, "students")


def student_row(grade: Grade, link: str | None) -> Markup:
    """Return one student's row."""
    name = grade.person.name or grade.person.key
    who = tag("a", name, href=link) if link else tag("span", name)
    also = f" {grade.person.key}" if grade.person.key != name else None
    score = f"{points_text(grade.score)} of {grade.max}" if grade.score is not None else "no score"
    return tag(
        "tr",
        tag("th", who, tag("span", also, class_="muted") if also else None, scope="row"),
        tag("td", score),
        tag("td", grade.fate if grade.fate == "graded" else tag("span", grade.fate, class_="bad")),
        tag("td", ", ".join(grade.flags)),
        tag("td", grade.entry, tag("p", grade.message, class_="muted") if grade.message else None),
    )


def scroll_box(table: Markup, label: str) -> Markup:
    """Return a table that scrolls on narrow windows."""
    return tag("div", table, class_="scroll class", tabindex=0, role="group", aria_label=label)
