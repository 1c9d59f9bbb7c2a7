"""The pages of a graded class in a browser: readable in light and dark, on a telephone, and by a screen reader."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from browser_checks import OpenPage, axe_violations
from tests.batch.graded_class import make_class_results

from raftlab.batch.report.report_pages import report_pages

HOSTILE_STUDENT_PAGE = "students/mal-"


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Return the pages of a class with a student called <script>."""
    told = make_class_results()
    return dict(report_pages(told, told.grades, secret=b"a secret of the batch"))


def find_page(pages: dict[str, str], prefix: str) -> str:
    """Return the page whose name begins so."""
    return next(page for name, page in pages.items() if name.startswith(prefix))


@pytest.mark.parametrize("prefix", ["index", HOSTILE_STUDENT_PAGE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_class_pages_are_accessible(
    prefix: str, scheme: str, pages: dict[str, str], open_page: OpenPage, node_modules: Path
) -> None:
    """axe finds nothing wrong, in either scheme."""
    assert axe_violations(open_page(find_page(pages, prefix), color_scheme=scheme), node_modules) == []


@pytest.mark.parametrize("prefix", ["index", HOSTILE_STUDENT_PAGE])
def test_class_pages_fit_a_telephone(prefix: str, pages: dict[str, str], open_page: OpenPage) -> None:
    """At 320 pixels the page itself does not scroll sideways."""
    page = open_page(find_page(pages, prefix), width=320)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_name_that_is_a_script_never_runs(pages: dict[str, str], open_page: OpenPage) -> None:
    """The name is shown as it is written; there is no script element on the page."""
    page = open_page(find_page(pages, "index"))
    assert "<script>alert(1)</script>" in page.inner_text(".students")
    assert page.locator("script").count() == 1  # the kit's own


def test_the_students_sort_and_are_chosen_by_section_and_verdict(open_page: OpenPage) -> None:
    """A heading sorts, and again the other way; a count of the checks shows who they are; a section, its members."""
    told = make_class_results()
    grades = tuple(
        msgspec.structs.replace(each, person=msgspec.structs.replace(each.person, section="B" if n < 2 else "A"))
        for n, each in enumerate(told.grades)
    )
    pages = dict(report_pages(told, grades, secret=b"a secret of the batch"))
    page = open_page(pages["index.html"])

    def keys() -> list[str]:
        return [text.split()[-1] for text in page.locator(".students tbody tr:visible th").all_inner_texts()]

    assert keys() == ["11", "12", "13", "14", "15", "16"]
    page.get_by_role("button", name="score").click()
    assert keys() == ["16", "13", "12", "14", "15", "11"]
    page.get_by_role("button", name="score").click()
    assert keys() == ["11", "14", "15", "12", "13", "16"]
    page.get_by_role("button", name="show the 1 with FAIL in: Claim of second").click()
    assert keys() == ["12"] and "1 of 6 students" in page.inner_text("#count")
    page.select_option("#check", "")
    page.select_option("#section", "=A")
    assert keys() == ["14", "15", "13", "16"]
