"""The class page for staff: charts, the results of each check, and a row for each student."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from raftlab.batch.class_results import ClassResults
from raftlab.batch.models import Grade
from raftlab.batch.report.charts import column_chart, rate_bar
from raftlab.batch.report.class_statistics import (
    CheckTally,
    check_tallies,
    score_histogram,
    score_summary,
    section_summary,
    status_counts,
)
from raftlab.batch.report.student_rows import VERDICT_CODES, scroll_box, student_table
from raftlab.grading_models import Verdict
from raftlab.pages.html.markup import Markup, tag
from raftlab.pages.html.page_template import render_page

SCRIPTS = ("page.js", "class.js")
VERDICT_COLUMNS: tuple[tuple[Verdict, str], ...] = (
    ("FAIL", "FAIL"),
    ("todo", "to do"),
    ("blocked", "blocked"),
    ("unknown", "unknown"),
)


def class_page(
    class_results: ClassResults,
    grades: Sequence[Grade],
    links: Mapping[str, str],
    labels: Mapping[str, str] | None = None,
) -> str:
    """Return the page. `links`: a student's key -> the page of that student; labels: -> the name to show, if another.

    The page shows the hidden checks of `grades`: use student_view first if students may see the page.
    """
    facts = f"kit {class_results.kit} · seed {class_results.seed} · jail {class_results.level} or better"
    tallies = check_tallies(grades)
    titles = {name: marked_check_title(tally) for name, tally in tallies.items()}
    body = tag(
        "main",
        tag("header", tag("h1", f"{class_results.scene}: {class_results.title}"), tag("p", facts, class_="muted")),
        tag("div", summary_table(grades), *class_charts(grades), class_="charts"),
        section_table(grades),
        check_table(list(tallies.values())),
        student_table(grades, links, titles, labels or {}),
    )
    return render_page(f"{class_results.scene}: the class", body, scripts=SCRIPTS)


def class_charts(grades: Sequence[Grade]) -> list[Markup]:
    """Return the charts of the scores, and of the statuses if there are several."""
    told = [column_chart(score_histogram(grades), "Scores", "percent of the points, from")]
    met = status_counts(grades)
    return told if len(met) < 2 else [*told, column_chart(met, "Submissions by status", "status")]


def summary_table(grades: Sequence[Grade]) -> Markup:
    """Return the summary as a table."""
    rows = (tag("tr", tag("th", name, scope="row"), tag("td", value)) for name, value in score_summary(grades))
    return tag("table", tag("caption", "In numbers"), tag("tbody", *rows), class_="numbers")


def section_table(grades: Sequence[Grade]) -> Markup | None:
    """Return the scores of each section as a table; None if there are not several."""
    rows = section_summary(grades)
    if len(rows) < 2:
        return None
    head = tag("tr", *(tag("th", name, scope="col") for name in rows[0]))
    body = (tag("tr", *(section_cell(name, text) for name, text in row.items())) for row in rows)
    table = tag("table", tag("caption", "Sections"), tag("thead", head), tag("tbody", *body), class_="rates sections")
    return scroll_box(table, "sections")


def section_cell(name: str, text: str) -> Markup:
    """Return one cell of a section's row; its name is the heading."""
    return tag("th", text, scope="row") if name == "section" else tag("td", text)


def check_table(tallies: Sequence[CheckTally]) -> Markup | None:
    """Return the results of each check as a table; None if nothing was graded."""
    if not tallies:
        return None
    names = ("check", "points", "right", "share", *(name for _, name in VERDICT_COLUMNS))
    head = tag("tr", *(tag("th", name, scope="col") for name in names))
    rows = (check_row(number, tally) for number, tally in enumerate(tallies))
    table = tag(
        "table",
        tag("caption", "Checks: how many have each right. A number shows who they are."),
        tag("thead", head),
        tag("tbody", *rows),
        class_="rates",
    )
    return scroll_box(table, "checks")


def check_row(number: int, tally: CheckTally) -> Markup:
    """Return one check's row. The page's script makes each count a button that shows the students."""
    whole = tally.verdict_counts.total()
    others = (verdict_cell(number, tally, verdict, word) for verdict, word in VERDICT_COLUMNS)
    return tag(
        "tr",
        tag("th", marked_check_title(tally), scope="row"),
        tag("td", str(tally.max)),
        tag("td", f"{tally.passed_count} of {whole}"),
        tag("td", rate_bar(tally.passed_count, whole)),
        *others,
    )


def verdict_cell(number: int, tally: CheckTally, verdict: Verdict, word: str) -> Markup:
    """Return the count of one verdict, with what the script needs to show its students."""
    count = tally.verdict_counts[verdict]
    label = f"show the {count} with {word} in: {marked_check_title(tally)}"
    facts = {"data_check": number, "data_codes": VERDICT_CODES[verdict], "data_label": label} if count else {}
    return tag("td", str(count or ""), **facts)


def marked_check_title(tally: CheckTally) -> str:
    """Return the title, with a mark for a hidden check."""
    return tally.title + (" (hidden)" if tally.hidden and not tally.title.startswith("Hidden check ") else "")
