"""The pictures of the handouts: as committed, as the reference draws them, and without the answer."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from raftlab.kit import Kit
from raftlab.pages.handout.draw_pictures import draw_handout_pictures

SVG_NAMESPACE = "{http://www.w3.org/2000/svg}"


def scenes_with_pictures() -> list[str]:
    """Return the scenes whose handouts show pictures."""
    from raftlab.kit import find_kit

    return [scene.id for scene in find_kit().scenes if {"pictures", "run_pictures"} & set(scene.settings)]


COSTLY_SCENES = {"scene03"}
"""Its curves are measured in hundreds of runs; `raftlab dev check` compares them too."""


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(scene_id, marks=[pytest.mark.long] * (scene_id in COSTLY_SCENES))
        for scene_id in scenes_with_pictures()
    ],
)
def drawn_pictures(kit: Kit, request: pytest.FixtureRequest) -> dict[Path, bytes]:
    """Return the pictures of a scene that has some, as they are drawn now."""
    return draw_handout_pictures(kit, kit.scene(request.param))


def test_committed_pictures_are_what_the_reference_draws(drawn_pictures: dict[Path, bytes]) -> None:
    """Each picture beside a handout is, byte for byte, the one drawn now."""
    assert drawn_pictures
    for path, data in drawn_pictures.items():
        assert path.read_bytes() == data, f"run `raftlab dev pictures {path.parent.name}`"


def test_pictures_are_well_formed_and_told_in_words(drawn_pictures: dict[Path, bytes]) -> None:
    """A picture is XML with a title and a description, and refers to nothing outside."""
    for data in drawn_pictures.values():
        root = ElementTree.fromstring(data)
        assert root.findtext(f"{SVG_NAMESPACE}title")
        assert root.findtext(f"{SVG_NAMESPACE}desc")
        assert b"href" not in data


def test_figure_8_asks_and_does_not_answer(kit: Kit) -> None:
    """The handout's badge asks and counts; whether to commit is the student's to find out."""
    scene = kit.scene("scene05")
    text = draw_handout_pictures(kit, scene)[scene.folder / "figure8.svg"].decode()
    assert "commit?" in text
    assert "3 of 5 hold index 2" in text
    assert "currentTerm 4" not in text


def test_kit_without_the_reference_draws_nothing(kit: Kit, tmp_path: Path) -> None:
    """Where the reference is not held, nothing is drawn and nothing is wrong."""
    (tmp_path / "labs").symlink_to(kit.labs)
    student = Kit(tmp_path)
    assert draw_handout_pictures(student, student.scene("scene05")) == {}


FILLS_BY_DEFAULT = """() => [...document.querySelectorAll('path, rect, circle, ellipse, polygon, polyline')]
    .filter(shape => !shape.closest('defs') && getComputedStyle(shape).fill === 'rgb(0, 0, 0)')
    .map(shape => shape.outerHTML.slice(0, 120))"""
"""The shapes that no style rule fills: the browser fills them with a black that is not the ink of the kit."""


def test_no_shape_is_filled_black_for_want_of_a_style(kit: Kit, blank_page: Any) -> None:
    """Each committed picture holds the style of every shape in it."""
    pictures = sorted(kit.labs.glob("*/*.svg"))
    assert len(pictures) >= len(scenes_with_pictures())
    for path in pictures:
        blank_page.goto(path.as_uri())
        assert blank_page.evaluate(FILLS_BY_DEFAULT) == [], path.name
