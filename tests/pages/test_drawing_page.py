"""What a scene draws itself, as a page: readable by everyone, on every width, and the same in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser_checks import OpenPage, axe_violations

from raftlab.kit import Kit
from raftlab.pages.drawing_plugin import SceneDrawing, drawing_page, load_drawing_module

SCENE = "scene01"


@pytest.fixture
def page_html(kit: Kit) -> str:
    """Return the page of the handout's own picture."""
    drawing = load_drawing_module(kit.scene(SCENE))
    assert drawing is not None
    return drawing_page(
        SCENE, "<b>.py", "L3", (SceneDrawing("a schedule", ("step 1", "step <2>"), drawing.handout_picture()),)
    )


def test_picture_is_told_in_words_too(page_html: str) -> None:
    """Each step of the picture is a sentence of its description, and the lines stand below it; names are data."""
    assert "Step 5, S3 -&gt; S4: S4 has heard one of two; only 1 can still be decided." in page_html
    assert "step &lt;2&gt;\n" in page_html
    assert "&lt;b&gt;.py" in page_html


def test_axe_finds_no_violation(open_page: OpenPage, page_html: str, node_modules: Path) -> None:
    """axe-core finds nothing wrong with the page."""
    assert axe_violations(open_page(page_html), node_modules) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_page_fits(open_page: OpenPage, page_html: str, width: int) -> None:
    """The page itself never scrolls sideways; a wide picture scrolls in its own box."""
    page = open_page(page_html, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("svg.undecided").count() == 1


def test_scene_without_a_drawing_has_none(kit: Kit) -> None:
    """A scene whose scene.toml names no module draws nothing of its own."""
    assert load_drawing_module(kit.scene("scene05")) is None
