"""The pages of a graded class in a browser: readable in light and dark, on a telephone, and by a screen reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import Opened, violations
from tests.batch.graded_class import roll

from raftlab.batch.report.site import site

HOSTILE = "students/mal-"


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Return the pages of a class with a student called <script>."""
    told = roll()
    return dict(site(told, told.grades))


def told(pages: dict[str, str], start: str) -> str:
    """Return the page whose name begins so."""
    return next(page for name, page in pages.items() if name.startswith(start))


@pytest.mark.parametrize("start", ["index", HOSTILE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_class_pages_are_accessible(
    start: str, scheme: str, pages: dict[str, str], open_page: Opened, node_modules: Path
) -> None:
    """axe finds nothing wrong, in either scheme."""
    assert violations(open_page(told(pages, start), color_scheme=scheme), node_modules) == []


@pytest.mark.parametrize("start", ["index", HOSTILE])
def test_class_pages_fit_a_telephone(start: str, pages: dict[str, str], open_page: Opened) -> None:
    """At 320 pixels the page itself does not scroll sideways."""
    page = open_page(told(pages, start), width=320)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_name_that_is_a_script_never_runs(pages: dict[str, str], open_page: Opened) -> None:
    """The name is shown as it is written; there is no script element on the page."""
    page = open_page(told(pages, "index"))
    assert "<script>alert(1)</script>" in page.inner_text(".students")
    assert page.locator("script").count() == 0
