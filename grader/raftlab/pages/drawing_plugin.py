"""Drawings that a scene makes itself, in words, as a picture, and as a page.

scene.toml names the module: look = "NAME" is labs/<scene>/NAME.py. Its `handout_picture()` draws NAME.svg of the
handout, and its `draw_submission(server)` draws what the methods of a submission return.
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
    """One drawing: lines for a terminal, and a picture of the same, if there is one."""

    title: str
    lines: tuple[str, ...]
    picture: Markup | None = None


class DrawingModule(Protocol):
    """The drawing module of a scene."""

    def handout_picture(self) -> Markup:
        """Return the picture of the handout."""
        ...

    def draw_submission(self, server: Any) -> Sequence[SceneDrawing]:
        """Return the drawings of a submission; `server` is one of its servers (a PlacedServer)."""
        ...


def load_drawing_module(scene: Scene) -> DrawingModule | None:
    """Return the scene's drawing module, None without one. KitError if the module is missing."""
    name = scene.settings.get("drawing")
    if name is None:
        return None
    try:
        return cast(DrawingModule, importlib.import_module(f"raftlab.labs.{scene.id}.{name}"))
    except ModuleNotFoundError as error:
        raise KitError(f"{scene.id}: scene.toml says look = {name!r}: {error}") from None


def drawing_page(scene: str, file: str, jail_level: str, drawings: Sequence[SceneDrawing]) -> str:
    """Return the page of the drawings."""
    head = tag(
        "header", tag("h1", f"{scene}: what your code does"), tag("p", f"{file} · jail {jail_level}", class_="muted")
    )
    return render_page(f"{scene} · raftlab", tag("main", head, *(drawing_section(each) for each in drawings)))


def drawing_section(drawing: SceneDrawing) -> Markup:
    """Return one drawing of the page: its picture, and its lines."""
    picture = tag(
        "div", drawing.picture, class_="scroll", tabindex=0, role="group", aria_label=f"{drawing.title}: picture"
    )
    words = tag("pre", *(f"{line}\n" for line in drawing.lines), tabindex=0)
    return tag("section", tag("h2", drawing.title), picture if drawing.picture else None, words)
