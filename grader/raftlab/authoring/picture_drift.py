"""The pictures of the handouts: drawn from the reference's runs, committed, and drawn again by every inspection."""

from __future__ import annotations

from collections.abc import Iterator

from raftlab.errors import RaftlabError
from raftlab.kit import Kit, Scene
from raftlab.pages.handout.pictures import draw_handout_pictures


def find_picture_drift(kit: Kit, scene: Scene) -> Iterator[str]:
    """Yield the committed pictures that the reference no longer draws so."""
    try:
        wanted = draw_handout_pictures(kit, scene)
    except RaftlabError as fault:
        yield str(fault)
        return
    for path, data in wanted.items():
        if not path.is_file() or path.read_bytes() != data:
            yield f"{path.relative_to(kit.root)} has drifted; run `raftlab dev pictures {scene.id}`"
