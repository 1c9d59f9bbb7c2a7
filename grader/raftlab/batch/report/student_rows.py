"""The students on the class page: a table that sorts, and its filters by section, check and verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from raftlab.batch.exports.grade_feedback import points_text
from raftlab.batch.models import Grade
from raftlab.grading_models import Verdict
from raftlab.pages.html.markup import Markup, tag

NOT_PASSED = "not ok"
VERDICT_CODES: Mapping[Verdict, str] = {
    "ok": "k",
    "FAIL": "F",
    "todo": "t",
    "blocked": "b",
    "unknown": "u",
    "error": "e",
}
"""A letter for each verdict, in the attribute of a row that holds one letter for each check."""
NO_VERDICT = "-"
FILTER_OPTIONS = (("Ftbue", NOT_PASSED), ("F", "FAIL"), ("t", "to do"), ("b", "blocked"), ("u", "unknown"), ("k", "ok"))
COLUMNS = ("student", "section", "score", "status", "flags", "submission")


def student_table(
    grades: Sequence[Grade], links: Mapping[str, str], check_titles: Mapping[str, str], labels: Mapping[str, str]
) -> Markup:
    """Return the filters and the table of the students, with links to their pages.

    check_titles: check -> title, in the order of the suite. labels: a student's key -> the name to show, if another.
    """
    sections = sorted({grade.person.section for grade in grades})
    columns = [name for name in COLUMNS if name != "section" or any(sections)]
    head = tag("tr", *(tag("th", name, scope="col") for name in columns))
    names = list(check_titles)
    rows = (student_row(grade, links, labels, names, has_section=any(sections)) for grade in grades)
    table = tag("table", tag("caption", "Students"), tag("thead", head), tag("tbody", *rows), class_="students")
    return tag(
        "section",
        filter_controls(sections if any(sections) else [], list(check_titles.values())),
        scroll_box(table, "students"),
        id="students",
    )


def filter_controls(sections: Sequence[str], check_titles: Sequence[str]) -> Markup:
    """Return the controls that choose rows; the page's script shows them."""
    controls = [tag("label", "name ", tag("input", type="text", id="find"))]
    if sections:
        options = [tag("option", "all", value="all")]
        options += [tag("option", each or "none", value=f"={each}") for each in sections]
        controls.append(tag("label", "section ", tag("select", *options, id="section")))
    if check_titles:
        checks = [tag("option", "any", value="")]
        checks += [tag("option", title, value=str(number)) for number, title in enumerate(check_titles)]
        verdicts = (tag("option", text, value=codes) for codes, text in FILTER_OPTIONS)
        controls.append(tag("label", "check ", tag("select", *checks, id="check")))
        controls.append(tag("label", "verdict ", tag("select", *verdicts, id="verdict")))
    count = tag("p", id="count", role="status", class_="muted")
    return tag("div", *controls, count, class_="toggles filters", id="filters", hidden=True)


def student_row(
    grade: Grade,
    links: Mapping[str, str],
    labels: Mapping[str, str],
    check_names: Sequence[str],
    *,
    has_section: bool,
) -> Markup:
    """Return one student's row. What a column is sorted by is its text, or the attribute data-sort."""
    key = grade.person.key
    name = labels.get(key) or grade.person.name or key
    link = links.get(key)
    who = tag("a", name, href=link) if link else tag("span", name)
    also = f" {key}" if key != name and key not in labels else None
    score = f"{points_text(grade.score)} of {grade.max}" if grade.score is not None else "no score"
    rank = "-1" if grade.score is None else points_text(grade.score)
    return tag(
        "tr",
        tag("th", who, tag("span", also, class_="muted") if also else None, scope="row"),
        tag("td", grade.person.section) if has_section else None,
        tag("td", score, data_sort=rank),
        tag("td", grade.fate if grade.fate == "graded" else tag("span", grade.fate, class_="bad")),
        tag("td", ", ".join(grade.flags)),
        tag("td", grade.entry, tag("p", grade.message, class_="muted") if grade.message else None),
        data_section=grade.person.section if has_section else None,
        data_verdicts=verdict_codes(grade, check_names),
    )


def verdict_codes(grade: Grade, check_names: Sequence[str]) -> str:
    """Return a letter for each check."""
    verdicts = {check.name: check.verdict for check in grade.result.checks} if grade.result else {}
    return "".join(VERDICT_CODES[verdicts[name]] if name in verdicts else NO_VERDICT for name in check_names)


def scroll_box(table: Markup, label: str) -> Markup:
    """Return a table that scrolls on narrow windows."""
    return tag("div", table, class_="scroll class", tabindex=0, role="group", aria_label=label)
