"""The handout as a notebook tells it: what stands before the work, what after it, and its pictures inside."""

from __future__ import annotations

import base64
import html
import re
from pathlib import Path

from raftlab.errors import KitFault
from raftlab.kit import Scene

WORK = "## Write"
"""The handout's section that says what to write: the cells to work in stand below it."""
PICTURE = re.compile(r"!\[([^\]]*)\]\(([\w.-]+\.(svg|png))\)")
KINDS = {"svg": "image/svg+xml", "png": "image/png"}


def story(scene: Scene) -> tuple[str, str]:
    """Return the handout up to the end of its section Write, and the rest of it. KitFault where there is none."""
    file = scene.folder / "README.md"
    if not file.is_file():
        raise KitFault(f"{scene.id}: no handout {file}; write one before handing the scene out")
    text = file.read_text(encoding="utf-8")
    start = text.find(f"\n{WORK}\n")
    end = text.find("\n## ", start + 1) if start >= 0 else -1
    before, after = (text, "") if end < 0 else (text[:end], text[end:])
    return with_pictures(scene.folder, before.strip()), with_pictures(scene.folder, after.strip())


def with_pictures(folder: Path, text: str) -> str:
    """Return the text with its pictures in it, whole. KitFault for a picture that is not there.

    As HTML, and no attachment of the cell: JupyterLab shows no attached SVG.
    """

    def picture(found: re.Match[str]) -> str:
        words, name, suffix = found.groups()
        if not (folder / name).is_file():
            raise KitFault(f"{folder / 'README.md'} shows {name}, which is not there; `raftlab dev pictures` draws it")
        data = base64.b64encode((folder / name).read_bytes()).decode("ascii")
        return f'<img alt="{html.escape(words)}" src="data:{KINDS[suffix]};base64,{data}">'

    return PICTURE.sub(picture, text)
