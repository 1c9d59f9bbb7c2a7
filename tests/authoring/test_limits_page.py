"""The page of limits: each size that it names stands in the check that tries it."""

from __future__ import annotations

import re

from raftlab.kit import find_kit

ROW = re.compile(r"^\| (\S+) \| (.+?) \| (.+?) \| `(\S+)` \| `(.+)` \|$")


def limit_rows() -> list[tuple[str, str, str]]:
    """Return scene, file and source text of each row of the page."""
    page = (find_kit().labs / "LIMITS.md").read_text(encoding="utf-8").splitlines()
    found = [ROW.match(line) for line in page if line.startswith(("| 0", "| 1"))]
    assert all(found), "a row of labs/LIMITS.md has another shape"
    return [(row[1], row[4], row[5]) for row in found if row is not None]


def test_each_size_on_the_page_is_the_one_that_is_tried() -> None:
    """The file of each row holds the row's source text."""
    root = find_kit().root
    wrong = [row for row in limit_rows() if row[2] not in (root / row[1]).read_text(encoding="utf-8")]
    assert not wrong, wrong


def test_every_graded_scene_has_a_limit() -> None:
    """The page has a row for each scene with checks."""
    assert {row[0] for row in limit_rows()} == {scene.id.removeprefix("scene") for scene in find_kit().scenes}
