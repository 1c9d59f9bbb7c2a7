"""The saved file of the notebook that a student works in: what the grader would take from it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from raftlab.kit import Scene
from raftlab.layer_cells import decode_notebook, read_notebook_layer

SESSION_VARIABLE = "JPY_SESSION_NAME"
"""The variable in which Jupyter tells a kernel its notebook's path."""
EDITOR_NAME = "__vsc_ipynb_file__"
"""The name under which VS Code tells a kernel its notebook's path."""
METADATA_KEY = "raftlab"
NOTEBOOK_LIMIT_BYTES = 16 << 20


def saved_notebook_notes(scene: Scene, source: str, namespace: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a student should repair in the saved notebook before handing it in.

    source: the text that was graded. Nothing if the notebook's file is not found, or is not the scene's.
    """
    for file in candidate_notebook_files(namespace):
        data = read_notebook_bytes(file)
        if data is not None and is_scene_notebook(data, scene):
            try:
                layer = read_notebook_layer(data, scene.layer_class)
            except (ValueError, RecursionError):
                return (f"{file.name} cannot be read as a notebook: save it again",)
            is_same = layer.text.strip() == source.strip()
            stale = (f"{file.name} has another layer than the cell that you ran: save it, and run that cell again",)
            return (*layer.notes, *(() if is_same else stale))
    return ()


def candidate_notebook_files(namespace: Mapping[str, Any]) -> Iterator[Path]:
    """Yield the files that can be this notebook: those that Jupyter or VS Code names, else the only one here."""
    named = [Path(str(name)) for name in (namespace.get(EDITOR_NAME), os.environ.get(SESSION_VARIABLE)) if name]
    found = [file for file in named if file.suffix == ".ipynb" and file.is_file()]
    here = sorted(Path().glob("*.ipynb"))
    yield from found or (here if len(here) == 1 else [])


def read_notebook_bytes(file: Path) -> bytes | None:
    """Return the bytes of a notebook, None if it is too large or cannot be read."""
    try:
        with file.open("rb") as stream:
            data = stream.read(NOTEBOOK_LIMIT_BYTES + 1)
    except OSError:
        return None
    return data if len(data) <= NOTEBOOK_LIMIT_BYTES else None


def is_scene_notebook(data: bytes, scene: Scene) -> bool:
    """Return whether the notebook is the one that was handed out for the scene."""
    try:
        notebook = json.loads(decode_notebook(data)[0])
    except (ValueError, RecursionError):
        return False
    metadata = notebook.get("metadata") if isinstance(notebook, dict) else None
    mark = metadata.get(METADATA_KEY) if isinstance(metadata, dict) else None
    return isinstance(mark, dict) and mark.get("scene") == scene.id and not mark.get("file")
