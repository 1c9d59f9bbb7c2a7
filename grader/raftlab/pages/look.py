"""What a scene draws itself, beside the runs that the engine draws: in words, as a picture, and as a page.

scene.toml names it: look = "NAME" stands for labs/<scene>/NAME.py, which has `picture()`, the handout's NAME.svg, and
`look(server)`, what the submission's own methods come to.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from raftlab.errors import KitFault
from raftlab.kit import Scene
from raftlab.pages.markup import Markup, tag
from raftlab.pages.page import page


@dataclass(frozen=True)
class Look:
    """What there is to see: lines for a terminal, and a picture of the same, None where there is nothing to draw."""

    title: str
    lines: tuple[str, ...]
    picture: Markup | None = None


class Drawing(Protocol):
    """A scene's own module that draws."""

    def picture(self) -> Markup:
        """Return the picture of the handout."""
        ...

    def look(self, server: Any) -> Sequence[Look]:
        """Return what there is to see of a submission; `server` is one of its servers (a Placed)."""
        ...


def drawing_of(scene: Scene) -> Drawing | None:
    """Return the scene's drawing module, None where it has none. KitFault for one that is not there."""
    name = scene.settings.get("look")
    if name is None:
        return None
    try:
        return cast(Drawing, importlib.import_module(f"raftlab.labs.{scene.id}.{name}"))
    except ModuleNotFoundError as fault:
        raise KitFault(f"{scene.id}: scene.toml says look = {name!r}: {fault}") from None


def look_page(scene: str, file: str, level: str, looks: Sequence[Look]) -> str:
    """Return the page of what there is to see."""
    head = tag("header", tag("h1", f"{scene}: what your code does"), tag("p", f"{file} · jail {level}", class_="muted"))
    return page(f"{scene} · raftlab", tag("main", head, *(section(each) for each in looks)))


def section(each: Look) -> Markup:
    """Return one part of the page: its picture, and the same in words."""
    drawn = tag("div", each.picture, class_="scroll", tabindex=0, role="group", aria_label=f"{each.title}: picture")
    words = tag("pre", *(f"{line}\n" for line in each.lines), tabindex=0)
    return tag("section", tag("h2", each.title), drawn if each.picture else None, words)
