"""Names the guilty layer of a composed server: replaces the student's layers with the kit's, one at a time.

A layer is guilty if the failure is gone without it, and with every other layer replaced it is still there. If several
layers fix it, each is put alone into the kit's server: a layer that fails there is guilty by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from raftlab.checks.check_context import CheckContext
from raftlab.errors import SubmissionError, UsageError
from raftlab.kit import Kit, LayerSource, placeholder_layer
from raftlab.worker.worker_hosts import Hosts, InProcessHosts, WorkerHosts, make_load_request

BLAME_LABEL = "Layer: "
NO_LAYER = "no single layer"
StillFails = Callable[[Hosts], bool]
"""Return whether the failure is still there on the servers of these hosts."""


@dataclass(frozen=True)
class LayerSwapResult:
    """The results of the replacements. fixing: those that fix the server. absent: layers that the kit lacks."""

    fixing: tuple[str, ...]
    failing: tuple[str, ...]
    absent: tuple[str, ...]


def guilty_layer_text(lab: CheckContext, still_fails: StillFails) -> str:
    """Return the line that names the guilty layer, or says that no single layer is guilty."""
    swapped = swap_each_layer(lab, still_fails)
    return BLAME_LABEL + blame_text(lab.kit, choose_guilty_layers(lab, swapped, still_fails), swapped)


def guilty_layers(lab: CheckContext, still_fails: StillFails) -> tuple[str, ...]:
    """Return the guilty layer; several if they fail only together; none if more than one fails by itself."""
    return choose_guilty_layers(lab, swap_each_layer(lab, still_fails), still_fails)


def choose_guilty_layers(lab: CheckContext, swapped: LayerSwapResult, still_fails: StillFails) -> tuple[str, ...]:
    """Return the layers whose replacement fixes the server; of several, the one that fails alone."""
    guilty = swapped.fixing
    if len(guilty) > 1:
        alone = tuple(name for name in guilty if fails_with_one_layer(lab, name, still_fails))
        guilty = alone if len(alone) == 1 else guilty
    return guilty


def swap_each_layer(lab: CheckContext, still_fails: StillFails) -> LayerSwapResult:
    """Replace the student's layers one at a time, those with the kit's own text left out."""
    fixing: list[str] = []
    failing: list[str] = []
    absent: list[str] = []
    layers = dict(lab.kit.student_layers)
    for name, layer in layers.items():
        try:
            kit_layer = lab.kit.solution_layer(lab.kit.scene(name))
        except UsageError:
            absent.append(name)
            continue
        if kit_layer.source == layer.source:
            continue
        others = tuple(item for item in layers.items() if item[0] != name)
        result = failing if fails_with_layers(lab, others, still_fails) else fixing
        result.append(name)
    return LayerSwapResult(tuple(fixing), tuple(failing), tuple(absent))


def fails_with_one_layer(lab: CheckContext, name: str, still_fails: StillFails) -> bool:
    """Return whether the kit's server with this one layer of the student fails."""
    layer = dict(lab.kit.student_layers)[name]
    return fails_with_layers(lab, ((name, layer),), still_fails)


def fails_with_layers(lab: CheckContext, layers: tuple[tuple[str, LayerSource], ...], still_fails: StillFails) -> bool:
    """Return whether a server with these layers of the student, and the kit's others, fails. One that raises fails."""
    kit = replace(lab.kit, student_layers=layers)
    try:
        texts = (*kit.given_layers(lab.scene), placeholder_layer(lab.scene))
    except UsageError:  # the kit does not have a layer: nothing is known
        return False
    load = make_load_request(texts, kit.course_message_modules)
    with WorkerHosts(load) if isinstance(lab.hosts, WorkerHosts) else InProcessHosts(load) as hosts:
        try:
            return still_fails(hosts)
        except SubmissionError:
            return True


def blame_text(kit: Kit, guilty: tuple[str, ...], swapped: LayerSwapResult) -> str:
    """Return the blame in words: one layer, or none by itself."""
    absent = (
        f" This kit has no layer to put in the place of {layer_list_text(kit, swapped.absent)}."
        if swapped.absent
        else ""
    )
    if len(guilty) == 1:
        others = " With each other layer of yours replaced it still fails." if swapped.failing else ""
        return f"{layer_list_text(kit, guilty)}. With the kit's layer in its place the server passes.{others}{absent}"
    if guilty:
        return (
            f"{NO_LAYER}. The server passes with the kit's layer in the place of {layer_list_text(kit, guilty, 'or')},"
            f" and each of them passes alone among the kit's layers: they fail only together.{absent}"
        )
    if swapped.failing and not swapped.absent:
        return f"{NO_LAYER}. With any one layer replaced by the kit's the server still fails: more than one breaks it."
    if swapped.failing:
        failing = layer_list_text(kit, swapped.failing, "or")
        return f"not known. With {failing} replaced by the kit's it still fails.{absent}"
    return f"not known.{absent}"


def layer_list_text(kit: Kit, names: Iterable[str], word: str = "and") -> str:
    """Return scenes with their files, as in a sentence."""
    parts = [f"{name} ({kit.scene(name).file})" for name in names]
    return f" {word} ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
