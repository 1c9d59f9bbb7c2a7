"""The scenes that stand do not change when the engine grows: digests of their files, apart from listed exceptions."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIGESTS = Path(__file__).with_name("scene_digests.toml")
"""The digest of each folder; a change of a scene on purpose changes its line, in the same commit."""

OTHER_FILES = ("hints.toml", "README.md", "story.toml", "scene.toml")
"""Files whose words may be fixed: no check, no schedule and no student's file depends on them."""


def folder_digest(folder: Path) -> str:
    """Return a digest of the names and contents of all files below `folder`."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and path.name not in OTHER_FILES:
            digest.update(f"{path.relative_to(folder)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def test_scenes_and_skeletons_are_as_recorded() -> None:
    """Each folder of scene_digests.toml holds exactly the files that were recorded."""
    recorded = tomllib.loads(DIGESTS.read_text(encoding="utf-8"))["digests"]
    found = {name: folder_digest(ROOT / name) for name in recorded}
    assert found == recorded, "a scene changed; if on purpose, record its new digest in tests/labs/scene_digests.toml"
