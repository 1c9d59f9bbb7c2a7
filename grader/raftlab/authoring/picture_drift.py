"""The pictures of the handouts: each inspection draws them again from the reference and compares."""

from __future__ import annotations

from collections.abc import Iterator

from raftlab.errors import RaftlabError
from raftlab.kit import Kit, Scene
from raftlab.pages.handout.draw_pictures import draw_handout_pictures


def find_picture_drift(kit: Kit, scene: Scene) -> Iterator[str]:
    """Yield the committed pictures that differ from what the reference draws now."""
    try:
        pictures = draw_handout_pictures(kit, scene)
    except RaftlabError as error:
        yield str(error)
        return
    for path, data in pictures.items():
        if not path.is_file() or path.read_bytes() != data:
            yield f"{path.relative_to(kit.root)} has drifted; run `raftlab dev pictures {scene.id}`"
