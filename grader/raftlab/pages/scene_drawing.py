"""What a scene draws itself, beside the runs that the engine draws: in words, as a picture, and as a page.

scene.toml names it: look = "NAME" stands for labs/<scene>/NAME.py, which has `picture()`, the handout's NAME.svg, and
`look(server)`, what the submission's own methods come to.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from raftlab.errors import KitError
from raftlab.kit import Scene
from raftlab.pages.html.markup import Markup, tag
from raftlab.pages.html.page_template import render_page


@dataclass(frozen=True)
class SceneDrawing:
    """What there is to see: lines for a terminal, and a picture of the same, None where there is nothing to draw."""

    title: str
    lines: tuple[str, ...]
    picture: Markup | None = None


class DrawingModule(Protocol):
    """A scene's own module that draws."""

    def handout_picture(self) -> Markup:
        """Return the picture of the handout."""
        ...

    def draw_submission(self, server: Any) -> Sequence[SceneDrawing]:
        """Return what there is to see of a submission; `server` is one of its servers (a Placed)."""
        ...


def load_drawing_module(scene: Scene) -> DrawingModule | None:
    """Return the scene's drawing module, None where it has none. KitError for one that is not there."""
    name = scene.settings.get("look")
    if name is None:
        return None
    try:
        return cast(DrawingModule, importlib.import_module(f"raftlab.labs.{scene.id}.{name}"))
    except ModuleNotFoundError as fault:
        raise KitError(f"{scene.id}: scene.toml says look = {name!r}: {fault}") from None


def drawing_page(scene: str, file: str, jail_level: str, drawings: Sequence[SceneDrawing]) -> str:
    """Return the page of what there is to see."""
    head = tag(
        "header", tag("h1", f"{scene}: what your code does"), tag("p", f"{file} · jail {jail_level}", class_="muted")
    )
    return render_page(f"{scene} · raftlab", tag("main", head, *(drawing_section(each) for each in drawings)))


def drawing_section(drawing: SceneDrawing) -> Markup:
    """Return one part of the page: its picture, and the same in words."""
    drawn = tag(
        "div", drawing.picture, class_="scroll", tabindex=0, role="group", aria_label=f"{drawing.title}: picture"
    )
    words = tag("pre", *(f"{line}\n" for line in drawing.lines), tabindex=0)
    return tag("section", tag("h2", drawing.title), drawn if drawing.picture else None, words)
