"""The files of all scenes of one student as one text: what a class grading keeps, compares and shows for `all`.

Each file stands under a line that names it and says how many characters follow, so that no text in it can end it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from raftlab.errors import UsageError

TITLE_LINE = re.compile(r"# ==== ([a-z0-9]+)/([\w.]+): (\d{1,7}) characters ====\n")


def bundle_text(files: Mapping[tuple[str, str], str]) -> str:
    """Return the files, by (scene, file name), as one text; equal files give equal texts.

    >>> bundle_text({("scene01", "a.py"): "x = 1"})
    '# ==== scene01/a.py: 5 characters ====\\nx = 1\\n'
    """
    parts = (f"# ==== {scene}/{name}: {len(text)} characters ====\n{text}\n" for (scene, name), text in files.items())
    return "".join(parts)


def unpack_bundle(text: str) -> dict[str, str]:
    """Return the text of each scene's file. UsageError for a text that is no bundle.

    >>> files_in_bundle(bundle_text({("scene01", "a.py"): "x\\n", ("scene02", "b.py"): ""}))
    {'scene01': 'x\\n', 'scene02': ''}
    """
    files: dict[str, str] = {}
    at = 0
    while at < len(text):
        title = TITLE_LINE.match(text, at)
        if title is None:
            raise UsageError(
                f"all: no file of a scene begins at character {at} of the stored text; run the batch again"
            )
        end = title.end() + int(title[3])
        files[title[1]] = text[title.end() : end]
        at = end + 1
    return files
