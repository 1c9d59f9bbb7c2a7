"""What a scene draws itself, as a page: readable by everyone, on every width, and the same in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import Opened, violations

from raftlab.kit import Kit
from raftlab.pages.look import Look, drawing_of, look_page

SCENE = "scene01"


@pytest.fixture
def text(kit: Kit) -> str:
    """Return the page of the handout's own picture."""
    drawing = drawing_of(kit.scene(SCENE))
    assert drawing is not None
    return look_page(SCENE, "<b>.py", "L3", (Look("a schedule", ("step 1", "step <2>"), drawing.picture()),))


def test_picture_is_told_in_words_too(text: str) -> None:
    """Each step of the picture is a sentence of its description, and the lines stand below it; names are data."""
    assert "Step 5, S3 -&gt; S4: S4 has heard one of two; only 1 can still be decided." in text
    assert "step &lt;2&gt;\n" in text
    assert "&lt;b&gt;.py" in text


def test_axe_finds_no_violation(open_page: Opened, text: str, node_modules: Path) -> None:
    """axe-core finds nothing wrong with the page."""
    assert violations(open_page(text), node_modules) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_page_fits(open_page: Opened, text: str, width: int) -> None:
    """The page itself never scrolls sideways; a wide picture scrolls in its own box."""
    page = open_page(text, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("svg.undecided").count() == 1


def test_scene_without_a_drawing_has_none(kit: Kit) -> None:
    """A scene whose scene.toml names no module draws nothing of its own."""
    assert drawing_of(kit.scene("scene05")) is None
