"""Which layers a cluster runs: the student's own where they are written, the kit's where it has them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from raftlab.errors import UsageError
from raftlab.kit import Kit, LayerSource, Scene

ReadStudentLayer = Callable[[Scene], LayerSource | None]
"""Return the student's layer of a scene; None if it is not written."""


@dataclass(frozen=True)
class ClusterLayers:
    """The layers, lowest first, and the scenes that they belong to. `text` says whose they are."""

    layers: tuple[LayerSource, ...]
    scene: Scene
    text: str


def choose_layers(kit: Kit, read_student_layer: ReadStudentLayer) -> ClusterLayers:
    """Return the layers of all scenes, from the first on, as far as each one is written or given.

    UsageError if there is none at all.
    """
    layers: list[LayerSource] = []
    sources: list[tuple[str, str]] = []
    last = None
    for scene in (each for each in kit.scenes if each.layer_class):
        layer = read_student_layer(scene)
        owner = "yours"
        if layer is None:
            owner = "given"
            try:
                layer = kit.solution_layer(scene)
            except UsageError:
                break
        layers.append(layer)
        sources.append((owner, scene.id.removeprefix("scene")))
        last = scene
    if last is None:
        raise UsageError("no layer is written, and this kit gives none; begin with `raftlab start`")
    return ClusterLayers(tuple(layers), last, layer_text(sources))


def layer_text(sources: list[tuple[str, str]]) -> str:
    """Return whose the layers are.

    >>> layer_text([("yours", "01"), ("given", "02"), ("yours", "03")])
    'yours 01 03, given 02'
    """
    owners = {owner: [name for each, name in sources if each == owner] for owner in ("yours", "given")}
    return ", ".join(f"{owner} {' '.join(names)}" for owner, names in owners.items() if names)
