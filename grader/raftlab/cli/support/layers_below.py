"""The option `--below`: run a submission on the student's own layers of the earlier scenes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import msgspec
import typer

from raftlab.cli.support.console import warn
from raftlab.errors import UsageError
from raftlab.grading_models import GradingResult
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.submission_lint import unwritten_names
from raftlab.submission_reader import read_submission, workspace_folder

KIT_LAYERS, STUDENT_LAYERS = "kit", "mine"
BelowOption = Annotated[
    str,
    typer.Option(
        "--below",
        metavar="kit|mine",
        help="What your file builds on: the kit's layers of the scenes before, or your own in this folder.",
    ),
]


@dataclass(frozen=True)
class LayersBelow:
    """A kit that gives the chosen layers below a submission, and the text that names them; "" for the kit's own."""

    kit: Kit
    text: str = ""

    @property
    def warning(self) -> str:
        """Return the warning for a result on the student's own layers; "" for one on the kit's."""
        return f"graded {self.text}. The score that counts is of the kit's layers" if self.text else ""


def choose_layers_below(kit: Kit, scene: Scene, choice: str) -> LayersBelow:
    """Return the layers below `scene`, and say which are the student's. UsageError if none is, or for another word."""
    if choice == KIT_LAYERS:
        return LayersBelow(kit)
    if choice != STUDENT_LAYERS:
        raise UsageError(f"--below {choice!r}: unknown; there are {KIT_LAYERS} and {STUDENT_LAYERS}")
    below = [other for other in kit.scenes if other.id < scene.id and other.layer_class]
    reasons = {other.id: unusable_layer_text(kit, other) for other in below}
    own = [other for other in below if not reasons[other.id]]
    missing = "; ".join(f"{name} {reason}" for name, reason in reasons.items() if reason)
    if not own:
        why = f": {missing}" if missing else ", which is the first scene"
        raise UsageError(f"--below mine: you have no finished scene before {scene.id}{why}")
    layered = replace(kit, student_layers=tuple((other.id, student_layer(kit, other)) for other in own))
    if absent := [other for other in kit.missing_layers(scene) if other not in own]:
        raise UsageError(
            f"--below mine: {'; '.join(f'{other.id} {reasons[other.id]}' for other in absent)}, and this kit has no "
            f"solution to stand in; write {absent[0].id} first"
        )
    text = f"on your own {', '.join(other.id for other in own)}"
    if missing:
        text += f". The kit's layers stand in for the rest: {missing}"
    warn(f"{scene.id} runs {text}")
    return LayersBelow(layered, text)


def chosen_layers(kit: Kit, scene: Scene) -> str:
    """Return the value of --below with which a command runs on the layers of this kit; "" for the default."""
    return STUDENT_LAYERS if kit.student_layers and not scene.is_composed else ""


def required_layers(kit: Kit, scene: Scene) -> str:
    """Return the value of --below that each command for `scene` needs in this kit; "" where the kit has all layers."""
    return STUDENT_LAYERS if kit.missing_layers(scene) and not scene.is_design else ""


def grading_with_warning(grading: GradingResult, warning: str) -> GradingResult:
    """Return the grading with one more warning in its result, unless it is empty."""
    if not warning:
        return grading
    result = grading.result
    return replace(grading, result=msgspec.structs.replace(result, warnings=(*result.warnings, warning)))


def unusable_layer_text(kit: Kit, scene: Scene) -> str:
    """Return why the student's file of `scene` cannot stand below another; "" if it can.

    UsageError for a file that cannot be read.
    """
    if not (workspace_folder(scene) / scene.file).is_file():
        return "is not started"
    source = read_submission(kit, scene).source
    if source == (kit.skeletons / scene.id / scene.file).read_text(encoding="utf-8"):
        return "is untouched"
    unwritten = [name for name in unwritten_names(source) if name in scene.holes]
    return f"still has {', '.join(unwritten)} to write" if unwritten else ""


def student_layer(kit: Kit, scene: Scene) -> LayerSource:
    """Return the student's layer of an earlier scene."""
    source = read_submission(kit, scene).source
    return LayerSource(f"{scene.id}/{scene.file}", source, scene.layer_class, is_student=True)
