"""The student's layers of all scenes, as one submission: the composed server."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from raftlab.errors import UsageError
from raftlab.grading_models import Submission
from raftlab.kit import Kit, LayerSource, Scene, placeholder_layer
from raftlab.solutions.named_solutions import assemble_text
from raftlab.solutions.source_pieces import code_lines
from raftlab.submission_reader import browser_copy_names, check_shape, printable_path, read_text


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

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return the text as the warnings of a result: one, or none."""
        return (self.text,) if self.text else ()


def read_composed_submission(kit: Kit, folder: Path | None) -> ComposedSubmission:
    """Read the student's layers from `folder`/SCENE/, by default the current folder.

    A layer that is missing or untouched is the kit's own. UsageError for a file that cannot be read, if no layer is the
    student's, or if the kit does not have a layer that is missing.
    """
    top = folder if folder is not None else Path()
    if not top.is_dir():
        raise UsageError(f"all: {printable_path(top)} is no folder; name the folder that holds your scenes")
    files = {scene.id: find_layer_file(scene, top / scene.id) for scene in kit.layer_scenes}
    texts = {
        scene.id: assemble_text(kit, file, read_text(scene, file))
        for scene in kit.layer_scenes
        if (file := files[scene.id]) is not None
    }
    strays = {scene.id for scene in kit.layer_scenes if any((top / scene.id).glob(f"*{Path(scene.file).suffix}"))}
    return compose_submission(kit, texts, f"in {printable_path(top)} ", strays)


def find_layer_file(scene: Scene, folder: Path) -> Path | None:
    """Return the student's file of a scene; None without one. A copy that a browser named counts if it stands alone."""
    if not folder.is_dir():
        return None
    names = [each.name for each in folder.iterdir()]
    copies = [] if scene.file in names else browser_copy_names(names, scene.file)
    return folder / scene.file if scene.file in names else folder / copies[0] if len(copies) == 1 else None


def compose_submission(
    kit: Kit, texts: Mapping[str, str], place: str = "", scenes_with_files: Collection[str] = ()
) -> ComposedSubmission:
    """Return the composed server of a student's texts, by scene. scenes_with_files: those that have any file of Python.

    A layer that is missing or untouched is the kit's own. UsageError for a text that cannot be loaded, if no layer is
    the student's, if the kit does not have a layer that is missing, or if its layers make no whole server.
    """
    layers: list[tuple[str, LayerSource]] = []
    missing: dict[str, str] = {}
    for scene in kit.layer_scenes:
        reason = own_layer_problem(kit, scene, texts.get(scene.id), scene.id in scenes_with_files)
        if reason:
            missing[scene.id] = reason
            continue
        name = f"{scene.id}/{scene.file}"
        check_shape(kit, scene, Submission(scene.id, name, texts[scene.id]))
        layers.append((scene.id, LayerSource(name, texts[scene.id], scene.layer_class, is_student=True)))
    ids = [scene.id for scene in kit.scenes]
    if kit.first_whole_scene not in ids:
        raise UsageError(
            f"all: the layers of {ids[0]} to {ids[-1]} make no server that answers clients; "
            f"the kit of {kit.first_whole_scene} has what is missing"
        )
    if not layers:
        start = f"run `raftlab start {kit.layer_scenes[0].id}`"
        raise UsageError(f"all: no scene {place}has a layer of yours; {start}")
    for scene in kit.layer_scenes:
        if scene.id in missing:
            require_kit_layer(kit, scene, missing[scene.id])
    own = replace(kit, student_layers=tuple(layers))
    return ComposedSubmission(own, placeholder_submission(kit, layers), missing)


def own_layer_problem(kit: Kit, scene: Scene, text: str | None, has_other_files: bool) -> str:
    """Return why a text is no layer of the student's, "" if it is one."""
    if text is None:
        return f"has no {scene.file}, but other files" if has_other_files else "is not started"
    skeleton = kit.skeletons / scene.id / scene.file
    is_untouched = skeleton.is_file() and is_code_of(text, skeleton.read_text(encoding="utf-8"))
    return "is untouched" if is_untouched else ""


def is_code_of(text: str, skeleton: str) -> bool:
    """Return whether a text has the code of the skeleton: comments, docstrings and the ends of lines aside."""
    try:
        return text == skeleton or code_lines(text) == code_lines(skeleton)
    except (SyntaxError, ValueError, RecursionError, MemoryError, IndexError):
        return False


def require_kit_layer(kit: Kit, scene: Scene, reason: str) -> None:
    """Raise UsageError if the kit does not have the layer that the student lacks."""
    try:
        kit.solution_layer(scene)
    except UsageError:
        below = " --below mine" if kit.missing_layers(scene) else ""
        raise UsageError(
            f"{scene.id} {reason}, and this kit has no layer to put in its place; "
            f"write it first (`raftlab start {scene.id}{below}`)"
        ) from None


def placeholder_submission(kit: Kit, layers: list[tuple[str, LayerSource]]) -> Submission:
    """Return the empty layer as a submission. Its text names the digest of each layer: it stands for all of them."""
    scene = kit.composed_scene
    digests = (f"{name} {Submission(name, layer.file_name, layer.source).sha256}" for name, layer in layers)
    return Submission(scene.id, scene.file, placeholder_layer(scene, "; ".join(digests)).source)
