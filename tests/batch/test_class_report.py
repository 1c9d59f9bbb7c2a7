"""The pages of a graded class: correct numbers, hidden checks stay hidden, hostile names are text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from graded_class import HIDDEN_TEXT, STUDENTS, make_class_results, write_graded_class

from raftlab.batch.class_results import ClassResults
from raftlab.batch.models import SubmissionEntry
from raftlab.batch.report.class_statistics import check_tallies, score_histogram, score_summary, section_summary
from raftlab.batch.report.report_pages import NO_LIST_FILE, report_pages
from raftlab.batch.report.source_listing import lines_named_by_checks
from raftlab.batch.submission_file_store import SOURCE_FOLDER, read_source, save_sources
from raftlab.cli.main import run

INDEX_FILE = "index.html"
SECRET = b"s" * 32


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
    pages = dict(report_pages(told, told.grades, secret=SECRET))
    return {name: page for name, page in pages.items() if name.endswith(".html")}


def student_page(login: str) -> str:
    """Return one student's page."""
    return next(page for name, page in render_pages().items() if name.startswith(f"students/{login}-"))


def test_each_student_has_a_page_and_the_class_page_leads_there() -> None:
    """Every link of the class page leads to a page of the report, and no page links elsewhere."""
    told = render_pages()
    links = [link for link in PageElements(told[INDEX_FILE]).links if not link.startswith("data:")]
    assert sorted(links) == sorted(set(told) - {INDEX_FILE, NO_LIST_FILE}) and len(links) == 6
    for name, page in told.items():
        assert name == INDEX_FILE or not [link for link in PageElements(page).links if not link.startswith("data:")]
        assert "http" not in re.sub(r'http-equiv|"http://x"|&quot;http://x&quot;', "", page).lower()


def test_no_page_tells_a_hidden_check_unless_staff_ask() -> None:
    """No page shows the title or text of a hidden check; --name-hidden shows titles on the class page only."""
    told = make_class_results()
    assert not [name for name, page in render_pages().items() if HIDDEN_TEXT in page or "veiled" in page]
    named = dict(report_pages(told, told.grades, secret=SECRET, show_hidden_titles=True))
    assert [name for name, page in named.items() if HIDDEN_TEXT in page] == [INDEX_FILE]


def test_a_hostile_name_is_only_text() -> None:
    """A student called <script> or =cmd() adds no element, no handler and no script to any page."""
    for name, page in render_pages().items():
        seen = PageElements(page)
        assert seen.tags.count("script") == (name == INDEX_FILE) and "b" not in seen.tags and not seen.handlers
    assert "<script>alert(1)</script>" in PageElements(render_pages()[INDEX_FILE]).text
    assert "<script>alert(1)</script>" in PageElements(student_page("mal")).text
    assert all(re.fullmatch(r"index\.html|students/[A-Za-z0-9-]+\.html", name) for name in render_pages())


def test_a_students_page_names_nobody_else() -> None:
    """A student's page has no name, id or score of another student."""
    text = PageElements(student_page("ada")).text
    assert "Lovelace, Ada" in text and "100 of 100 points" in text
    for other in set(STUDENTS) - {"ada"}:
        assert STUDENTS[other].name not in text and STUDENTS[other].email not in text


def test_a_students_page_says_what_was_seen_and_asks() -> None:
    """A failed check shows what was seen and its question, as text without terminal escapes."""
    text = PageElements(student_page("bob")).text
    assert "S1 committed index 2 of <b>term 4</b>" in text and "Which entries may a leader count?" in text
    assert "\x1b" not in student_page("bob")


def test_ungraded_submission_shows_reason() -> None:
    """A missing score is not shown as zero; the reason is shown."""
    text = PageElements(student_page("kim")).text
    assert "no score" in text and "line 1: invalid syntax" in text and " 0 of" not in text


def test_statistics_match_scores() -> None:
    """Bins, median, mean and quartiles of known scores are right."""
    grades = make_class_results().grades
    assert {label: count for label, count in score_histogram(grades) if count} == {"0": 1, "70": 1, "80": 2, "100": 1}
    told = dict(score_summary(grades))
    assert (told["students"], told["with a score"], told["median"], told["mean"]) == ("6", "5", "80", "66")
    assert (told["quartiles"], told["lowest, highest"], told["full marks"]) == ("70, 80", "0, 100", "1")
    assert [(tally.passed_count, tally.verdict_counts.total()) for tally in check_tallies(grades).values()] == [
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
    """The pages show overrides and comments as text; the page of a student who left is removed."""
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
    assert names == ["eve", "index.html", "kim", "mal", "notes.html", "zoe"]
    assert "matches no one" in capfd.readouterr().err


def test_a_class_without_times_has_pages() -> None:
    """A class without submission times has a report."""
    whole = make_class_results()
    grades = tuple(msgspec.structs.replace(grade, submitted_at=None, late=True) for grade in whole.grades)
    pages = dict(report_pages(msgspec.structs.replace(whole, grades=grades), grades, secret=SECRET))
    assert len(pages) == 9 and not any("submitted 20" in page for page in pages.values())


def with_sections() -> ClassResults:
    """Return the class in two sections."""
    told = make_class_results()
    people = [
        msgspec.structs.replace(grade.person, section="Lab <2>" if number % 2 else "Lab 10")
        for number, grade in enumerate(told.grades)
    ]
    grades = tuple(
        msgspec.structs.replace(grade, person=person) for grade, person in zip(told.grades, people, strict=True)
    )
    return msgspec.structs.replace(told, grades=grades)


def test_the_class_page_compares_sections() -> None:
    """Each section has its numbers, and each student a section; a class without sections has neither."""
    told = with_sections()
    page = dict(report_pages(told, told.grades, secret=SECRET))[INDEX_FILE]
    assert section_summary(told.grades)[1] == {
        "section": "Lab <2>",
        "students": "3",
        "with a score": "2",
        "median": "75",
        "mean": "75",
        "full marks": "0",
        "late": "0",
    }
    assert "Sections" in PageElements(page).text and "Lab <2>" in PageElements(page).text and "<2>" not in page
    assert "Sections" not in PageElements(render_pages()[INDEX_FILE]).text


def test_a_page_shows_the_submitted_file_as_text_and_marks_the_lines_that_a_check_names() -> None:
    """The file stands beside the verdicts; its markup is text, and line 3 is marked."""
    told = make_class_results()
    source = "class Commit(Server):\n    '<script>alert(2)</script>'\n    x = 1 // 0\n\n\u202e# end"
    pages = dict(report_pages(told, told.grades, secret=SECRET, read_source=lambda grade: source))
    bob = next(page for name, page in pages.items() if name.startswith("students/bob-"))
    assert '<span class="line named">    x = 1 // 0</span>' in bob and bob.count('class="line') == 5
    assert "script" not in PageElements(bob).tags and "\u202e" not in bob
    kim = next(page for name, page in pages.items() if name.startswith("students/kim-"))
    assert '<span class="line named">class Commit(Server):</span>' in kim
    assert source not in pages[INDEX_FILE]
    result = told.grades[1].result
    assert result is not None
    lines = ("commit.py:2 in receive: x = 1", "commit.py line 4: y", "raft.py:5 in z: line 9", "commit.py:77777777: z")
    check = msgspec.structs.replace(result.checks[1], lines=lines)
    assert lines_named_by_checks(msgspec.structs.replace(result, checks=(check,)), "line 8") == {2, 4}


def test_a_batch_keeps_the_submitted_files_under_their_digests(tmp_path: Path) -> None:
    """Each text is kept once, its bytes unchanged; a name that is no digest reads nothing."""
    entry = SubmissionEntry("a", (), "commit.py", b"\xef\xbb\xbfx = '\xe4'")
    save_sources(tmp_path, [entry, msgspec.structs.replace(entry, key="b"), SubmissionEntry("c", ())])
    assert [file.read_bytes() for file in (tmp_path / SOURCE_FOLDER).iterdir()] == [entry.source]
    assert read_source(tmp_path, entry.sha256) == "x = '\ufffd'"
    assert read_source(tmp_path, "../class.json") is None and read_source(tmp_path, "0" * 64) is None
    assert (tmp_path / SOURCE_FOLDER).stat().st_mode & 0o077 == 0
