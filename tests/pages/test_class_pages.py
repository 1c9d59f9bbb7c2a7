"""The pages of a graded class in a browser: readable in light and dark, on a telephone, and by a screen reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser_checks import OpenPage, axe_violations
from tests.batch.graded_class import make_class_results

from raftlab.batch.report.report_pages import report_pages

HOSTILE_STUDENT_PAGE = "students/mal-"


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Return the pages of a class with a student called <script>."""
    told = make_class_results()
    return dict(report_pages(told, told.grades))


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
    assert page.locator("script").count() == 0
