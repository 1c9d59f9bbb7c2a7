"""From what lies at a path to the entries of a class, whichever platform it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from raftlab.batch.ingest.gradescope import gradescope, is_gradescope
from raftlab.batch.ingest.handed import entry_of
from raftlab.batch.ingest.layouts import (
    Layout,
    canvas,
    classroom,
    is_canvas,
    is_classroom,
    is_moodle,
    is_nbgrader,
    moodle,
    nbgrader,
    plain,
)
from raftlab.batch.ingest.tree import Tree, open_tree
from raftlab.batch.records import Entry
from raftlab.errors import UsageFault
from raftlab.kit import Scene
from raftlab.workspace import shown

LAYOUTS = (
    Layout("gradescope", is_gradescope, gradescope),
    Layout("nbgrader", is_nbgrader, nbgrader),
    Layout("moodle", is_moodle, moodle),
    Layout("canvas", is_canvas, canvas),
    Layout("classroom", is_classroom, classroom),
    Layout("plain", lambda tree: True, plain),
)
"""In the order in which they are asked; the last one takes what no other claims."""


@dataclass(frozen=True)
class Ingested:
    """The class as it was handed over, in the order of the entries' keys."""

    layout: str
    entries: tuple[Entry, ...]


def ingest(scene: Scene, path: Path, *, layout: str | None = None, due: datetime | None = None) -> Ingested:
    """Return the class at `path`. `due` marks what came after it as late; `layout` names a platform, None detects it.

    UsageFault where nothing of a class is there.
    """
    tree = open_tree(path)
    way = layout_called(layout) if layout else layout_of(tree)
    entries = sorted((entry_of(each, scene.file) for each in way.hand_ins(tree, scene.file, scene.id)), key=by_key)
    if not entries:
        raise UsageFault(
            f"{shown(path)}: nothing that was handed in is here; expected a folder for each student with {scene.file}"
        )
    return Ingested(way.name, tuple(marked(entry, due) for entry in entries))


def layout_of(tree: Tree) -> Layout:
    """Return the first layout that claims the tree."""
    return next(layout for layout in LAYOUTS if layout.claims(tree))


def layout_called(name: str) -> Layout:
    """Return the layout of that name. UsageFault for an unknown one."""
    for layout in LAYOUTS:
        if layout.name == name:
            return layout
    raise UsageFault(f"--layout {name}: unknown; there are {', '.join(layout.name for layout in LAYOUTS)}")


def marked(entry: Entry, due: datetime | None) -> Entry:
    """Return the entry, late where it came after `due` or its platform says so."""
    after = due is not None and entry.submitted_at is not None and entry.submitted_at > due
    return msgspec.structs.replace(entry, late=entry.late or after)


def by_key(entry: Entry) -> str:
    """Return what entries are ordered by."""
    return entry.key
