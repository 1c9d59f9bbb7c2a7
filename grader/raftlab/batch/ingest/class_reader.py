"""From what lies at a path to the entries of a class, whichever platform it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from raftlab.batch.ingest.file_tree import FileTree, open_tree
from raftlab.batch.ingest.gradescope import is_gradescope, read_gradescope
from raftlab.batch.ingest.platform_layouts import (
    PlatformLayout,
    is_canvas,
    is_classroom,
    is_moodle,
    is_nbgrader,
    read_canvas,
    read_classroom,
    read_moodle,
    read_nbgrader,
    read_plain_folders,
)
from raftlab.batch.ingest.platform_submission import make_entry
from raftlab.batch.models import ClassEntry
from raftlab.errors import UsageError
from raftlab.kit import Scene
from raftlab.submission_reader import printable_path

LAYOUTS = (
    PlatformLayout("gradescope", is_gradescope, read_gradescope),
    PlatformLayout("nbgrader", is_nbgrader, read_nbgrader),
    PlatformLayout("moodle", is_moodle, read_moodle),
    PlatformLayout("canvas", is_canvas, read_canvas),
    PlatformLayout("classroom", is_classroom, read_classroom),
    PlatformLayout("plain", lambda tree: True, read_plain_folders),
)
"""In the order in which they are asked; the last one takes what no other claims."""


@dataclass(frozen=True)
class IngestedClass:
    """The class as it was handed over, in the order of the entries' keys."""

    layout: str
    entries: tuple[ClassEntry, ...]


def ingest_class(
    scene: Scene, path: Path, *, layout_name: str | None = None, due_time: datetime | None = None
) -> IngestedClass:
    """Return the class at `path`. `due` marks what came after it as late; `layout` names a platform, None detects it.

    UsageError where nothing of a class is there.
    """
    tree = open_tree(path)
    way = find_layout(layout_name) if layout_name else detect_layout(tree)
    entries = sorted(
        (make_entry(each, scene.file) for each in way.read_submissions(tree, scene.file, scene.id)), key=entry_sort_key
    )
    if not entries:
        raise UsageError(
            f"{printable_path(path)}: nothing that was handed in is here; expected a folder for each student with {scene.file}"
        )
    return IngestedClass(way.name, tuple(mark_late(entry, due_time) for entry in entries))


def detect_layout(tree: FileTree) -> PlatformLayout:
    """Return the first layout that claims the tree."""
    return next(layout for layout in LAYOUTS if layout.matches(tree))


def find_layout(name: str) -> PlatformLayout:
    """Return the layout of that name. UsageError for an unknown one."""
    for layout in LAYOUTS:
        if layout.name == name:
            return layout
    raise UsageError(f"--layout {name}: unknown; there are {', '.join(layout.name for layout in LAYOUTS)}")


def mark_late(entry: ClassEntry, due_time: datetime | None) -> ClassEntry:
    """Return the entry, late where it came after `due` or its platform says so."""
    after = due_time is not None and entry.submitted_at is not None and entry.submitted_at > due_time
    return msgspec.structs.replace(entry, late=entry.late or after)


def entry_sort_key(entry: ClassEntry) -> str:
    """Return what entries are ordered by."""
    return entry.key
