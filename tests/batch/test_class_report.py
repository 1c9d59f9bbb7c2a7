"""The pages of a graded class: the numbers are right, hidden checks stay hidden, and a hostile name is text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from graded_class import HIDDEN_TEXT, STUDENTS, make_class_results, write_graded_class

from raftlab.batch.report.class_statistics import check_tallies, score_histogram, score_summary
from raftlab.batch.report.report_pages import report_pages
from raftlab.cli.main import run

INDEX_FILE = "index.html"


class PageElements(HTMLParser):
    """The elements of a page, and the text outside its style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element, its handlers and where it links to."""
        self.tags.append(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name == "style"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        """Note the text."""
        self.text += data


def render_pages() -> dict[str, str]:
    """Return the pages of the class, without any edit."""
    told = make_class_results()
    return dict(report_pages(told, told.grades))


def student_page(login: str) -> str:
    """Return one student's page."""
    return next(page for name, page in render_pages().items() if name.startswith(f"students/{login}-"))


def test_each_student_has_a_page_and_the_class_page_leads_there() -> None:
    """Every link of the class page is one of the pages, and no page links anywhere else."""
    told = render_pages()
    links = [link for link in PageElements(told[INDEX_FILE]).links if not link.startswith("data:")]
    assert sorted(links) == sorted(set(told) - {INDEX_FILE}) and len(links) == 6
    for name, page in told.items():
        assert name == INDEX_FILE or not [link for link in PageElements(page).links if not link.startswith("data:")]
        assert "http" not in re.sub(r'http-equiv|"http://x"|&quot;http://x&quot;', "", page).lower()


def test_no_page_tells_a_hidden_check_unless_staff_ask() -> None:
    """Neither title nor text of a hidden check stands anywhere; --name-hidden tells titles on the class page alone."""
    told = make_class_results()
    assert not [name for name, page in render_pages().items() if HIDDEN_TEXT in page or "veiled" in page]
    named = dict(report_pages(told, told.grades, show_hidden_titles=True))
    assert [name for name, page in named.items() if HIDDEN_TEXT in page] == [INDEX_FILE]


def test_a_hostile_name_is_only_text() -> None:
    """A student called <script> or =cmd() adds no element, no handler and no script to any page."""
    for page in render_pages().values():
        seen = PageElements(page)
        assert "script" not in seen.tags and "b" not in seen.tags and not seen.handlers
    assert "<script>alert(1)</script>" in PageElements(render_pages()[INDEX_FILE]).text
    assert "<script>alert(1)</script>" in PageElements(student_page("mal")).text
    assert all(re.fullmatch(r"index\.html|students/[A-Za-z0-9-]+\.html", name) for name in render_pages())


def test_a_students_page_names_nobody_else() -> None:
    """One's own name is on it; no name, id or score of another is."""
    text = PageElements(student_page("ada")).text
    assert "Lovelace, Ada" in text and "100 of 100 points" in text
    for other in set(STUDENTS) - {"ada"}:
        assert STUDENTS[other].name not in text and STUDENTS[other].email not in text


def test_a_students_page_says_what_was_seen_and_asks() -> None:
    """A failed check has what was seen as text, and its question; the own lines have no terminal escape."""
    text = PageElements(student_page("bob")).text
    assert "S1 committed index 2 of <b>term 4</b>" in text and "Which entries may a leader count?" in text
    assert "\x1b" not in student_page("bob")


def test_ungraded_submission_shows_reason() -> None:
    """No score is shown as a zero."""
    text = PageElements(student_page("kim")).text
    assert "no score" in text and "line 1: invalid syntax" in text and " 0 of" not in text


def test_statistics_match_scores() -> None:
    """Scores 100, 70, 0, 80, 80 and one without: bins, median, mean and quartiles by hand."""
    grades = make_class_results().grades
    assert {label: count for label, count in score_histogram(grades) if count} == {"0": 1, "70": 1, "80": 2, "100": 1}
    told = dict(score_summary(grades))
    assert (told["students"], told["with a score"], told["median"], told["mean"]) == ("6", "5", "80", "66")
    assert (told["quartiles"], told["lowest, highest"], told["full marks"]) == ("70, 80", "0, 100", "1")
    assert [(tally.passed_count, tally.verdict_counts.total()) for tally in check_tallies(grades)] == [
        (4, 5),
        (3, 5),
        (2, 5),
    ]
    assert dict(score_summary(grades[-1:])) == {"students": "1", "with a score": "0"}


def test_charts_say_their_numbers_in_words() -> None:
    """A chart is an image with its numbers as its label; bars are as high as their counts."""
    page = render_pages()[INDEX_FILE]
    assert 'aria-label="Scores: 0: 1, 70: 1, 80: 2, 100: 1"' in page
    chart = page.partition('class="chart"')[2].partition("</svg>")[0]
    heights = [float(told) for told in re.findall(r'height="([\d.]+)" class="amount"', chart)]
    assert len(heights) == 11 and heights[8] == pytest.approx(2 * heights[0], abs=0.2) and heights[1] == 0


def test_report_shows_overrides_and_comments(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The command writes the pages with overrides and comments, as text; a student who left loses the page."""
    pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")
    folder = write_graded_class(tmp_path / "out")
    comment = "<img src=x onerror=alert(1)>" + "long " * 200 + "end"
    for arguments in (["override", "bob", "85", "--why", "secret reason"], ["comment", "bob", comment]):
        assert run([arguments[0], str(folder), *arguments[1:]]) == 0
    assert run(["report", str(folder)]) == 0
    (bob,) = (folder / "report" / "students").glob("bob-*.html")
    seen = PageElements(bob.read_text(encoding="utf-8"))
    assert "85 of 100 points" in seen.text and "70 points by the grader" in seen.text
    assert comment in seen.text and "img" not in seen.tags and "secret reason" not in seen.text
    assert "85 of 100" in (folder / "report" / "index.html").read_text(encoding="utf-8")
    (folder / "report" / "students" / "notes.html").write_text("mine")
    write_graded_class(folder, msgspec.structs.replace(make_class_results(), grades=make_class_results().grades[2:]))
    assert run(["report", str(folder)]) == 0
    names = sorted(file.name.partition("-")[0] for file in (folder / "report" / "students").iterdir())
    assert names == ["eve", "kim", "mal", "notes.html", "zoe"]
    assert "matches no one" in capfd.readouterr().err


def test_a_class_without_times_has_pages() -> None:
    """A platform that exports no times is reported like any other."""
    whole = make_class_results()
    grades = tuple(msgspec.structs.replace(grade, submitted_at=None, late=True) for grade in whole.grades)
    pages = dict(report_pages(msgspec.structs.replace(whole, grades=grades), grades))
    assert len(pages) == 7 and not any("submitted 20" in page for page in pages.values())
