"""The handout for a notebook: the text before and after the work, with embedded pictures."""

from __future__ import annotations

import base64
import html
import re
from pathlib import Path

from raftlab.errors import KitError
from raftlab.kit import Scene

WORK_HEADING = "## Write"
"""The handout's section that says what to write. The cells to work in come after it."""
PICTURE_LINK = re.compile(r"!\[([^\]]*)\]\(([\w.-]+\.(svg|png))\)")
MIME_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


def split_handout(scene: Scene) -> tuple[str, str]:
    """Return the handout up to the end of its section Write, and the rest. KitError if there is no handout.

    The scene's further pages stand before the work too: in a notebook no link leads to them.
    """
    file = scene.folder / "README.md"
    if not file.is_file():
        raise KitError(f"{scene.id}: no handout {file}; write one before handing the scene out")
    text = file.read_text(encoding="utf-8")
    start = text.find(f"\n{WORK_HEADING}\n")
    end = text.find("\n## ", start + 1) if start >= 0 else -1
    before, after = (text, "") if end < 0 else (text[:end], text[end:])
    further = (page.read_text(encoding="utf-8") for page in sorted(scene.folder.glob("*.md")) if page != file)
    before = "\n\n".join((before.strip(), *further))
    return embed_pictures(scene.folder, before.strip()), embed_pictures(scene.folder, after.strip())


def embed_pictures(folder: Path, text: str) -> str:
    """Return the text with its pictures embedded as HTML. KitError for a missing picture.

    They are not attachments of the cell, because JupyterLab does not show attached SVG.
    """

    def picture(match: re.Match[str]) -> str:
        alt_text, name, suffix = match.groups()
        if not (folder / name).is_file():
            raise KitError(
                f"{folder / 'README.md'} shows {name}, which does not exist; `raftlab dev pictures` draws it"
            )
        data = base64.b64encode((folder / name).read_bytes()).decode("ascii")
        return f'<img alt="{html.escape(alt_text)}" src="data:{MIME_TYPES[suffix]};base64,{data}">'

    return PICTURE_LINK.sub(picture, text)
