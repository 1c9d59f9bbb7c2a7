"""The handout as a notebook tells it: what stands before the work, what after it, and its pictures inside."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from pathlib import Path

from raftlab.errors import KitFault
from raftlab.kit import Scene

WORK = "## Write"
"""The handout's section that says what to write: the cells to work in stand below it."""
PICTURE = re.compile(r"!\[([^\]]*)\]\(([\w.-]+\.(svg|png))\)")
KINDS = {"svg": "image/svg+xml", "png": "image/png"}


@dataclass(frozen=True)
class Passage:
    """A stretch of the handout. `pictures`: name -> (media type, base64), held in the cell itself."""

    text: str
    pictures: dict[str, tuple[str, str]]


def story(scene: Scene) -> tuple[Passage, Passage]:
    """Return the handout up to its section Write, and the rest of it. KitFault where there is none."""
    file = scene.folder / "README.md"
    if not file.is_file():
        raise KitFault(f"{scene.id}: no handout {file}; write one before handing the scene out")
    text = file.read_text(encoding="utf-8")
    start = text.find(f"\n{WORK}\n")
    end = text.find("\n## ", start + 1) if start >= 0 else -1
    before, after = (text, "") if end < 0 else (text[:end], text[end:])
    return passage(scene.folder, before), passage(scene.folder, after)


def passage(folder: Path, text: str) -> Passage:
    """Return the text with its pictures attached. KitFault for a picture that is not there."""
    pictures = {}
    for _, name, suffix in PICTURE.findall(text):
        if not (folder / name).is_file():
            raise KitFault(f"{folder / 'README.md'} shows {name}, which is not there; `raftlab dev pictures` draws it")
        pictures[name] = (KINDS[suffix], base64.b64encode((folder / name).read_bytes()).decode("ascii"))
    return Passage(PICTURE.sub(r"![\1](attachment:\2)", text.strip()), pictures)
