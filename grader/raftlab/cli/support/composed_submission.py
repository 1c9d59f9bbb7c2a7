"""The student's layers of all scenes, as one submission: the composed server."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from raftlab.errors import UsageError
from raftlab.grading_models import Submission
from raftlab.kit import Kit, LayerSource, Scene, composed_layer
from raftlab.submission_reader import printable_path, read_submission


@dataclass(frozen=True)
class ComposedSubmission:
    """A kit with the student's own layers, the empty layer above them, and why other layers are the kit's.

    missing: scene id -> why the layer is not the student's.
    """

    kit: Kit
    submission: Submission
    missing: dict[str, str]

    @property
    def text(self) -> str:
        """Return which layers the kit has put in; "" if all are the student's."""
        reasons = "; ".join(f"{scene} {reason}" for scene, reason in self.missing.items())
        return f"the kit's layers stand in where you have none: {reasons}" if reasons else ""


def read_composed_submission(kit: Kit, folder: Path | None) -> ComposedSubmission:
    """Read the student's layers from `folder`/SCENE/, by default the current folder.

    A layer that is missing or untouched is the kit's own. UsageError for a file that cannot be read, if no layer is the
    student's, or if the kit does not have a layer that is missing.
    """
    top = folder if folder is not None else Path()
    if not top.is_dir():
        raise UsageError(f"all: {printable_path(top)} is no folder; name the folder that holds your scenes")
    layers: list[tuple[str, LayerSource]] = []
    missing: dict[str, str] = {}
    for scene in kit.layer_scenes:
        source, reason = read_own_layer(kit, scene, top)
        if source:
            layers.append((scene.id, LayerSource(f"{scene.id}/{scene.file}", source, scene.layer_class, True)))
        else:
            missing[scene.id] = reason
    if not layers:
        start = f"run `raftlab start {kit.layer_scenes[0].id}`"
        raise UsageError(f"all: no scene in {printable_path(top)} has a layer of yours; {start}")
    for scene in kit.layer_scenes:
        if scene.id in missing:
            require_layer(kit, scene, missing[scene.id])
    own = replace(kit, student_layers=tuple(layers))
    return ComposedSubmission(own, make_submission(kit, layers), missing)


def read_own_layer(kit: Kit, scene: Scene, top: Path) -> tuple[str, str]:
    """Return the text of the student's layer, or "" and why there is none."""
    if not (top / scene.id / scene.file).is_file():
        return "", "is not started"
    source = read_submission(kit, scene, top / scene.id).source
    skeleton = kit.skeletons / scene.id / scene.file
    if skeleton.is_file() and source == skeleton.read_text(encoding="utf-8"):
        return "", "is untouched"
    return source, ""


def require_layer(kit: Kit, scene: Scene, reason: str) -> None:
    """Raise UsageError if the kit does not have the layer that the student lacks."""
    try:
        kit.solution_layer(scene)
    except UsageError:
        raise UsageError(
            f"{scene.id}: {scene.file} {reason}, and this kit has no layer to put in its place; "
            f"write it first (`raftlab start {scene.id}`)"
        ) from None


def make_submission(kit: Kit, layers: list[tuple[str, LayerSource]]) -> Submission:
    """Return the empty layer as a submission. Its text names the digest of each layer: it stands for all of them."""
    scene = kit.composed_scene
    digests = (f"{name} {Submission(name, layer.file_name, layer.source).sha256}" for name, layer in layers)
    return Submission(scene.id, scene.file, composed_layer(scene, "; ".join(digests)).source)
