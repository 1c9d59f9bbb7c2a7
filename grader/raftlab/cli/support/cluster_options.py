"""The options that the commands of the real cluster share."""

from __future__ import annotations

import contextlib
import importlib.util
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from raftlab.cli.support.console import warn
from raftlab.cli.support.layers_below import student_layer, unfinished_text
from raftlab.errors import UsageError
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.submission_reader import read_submission
from raftlab.worker.wire import Layer

if TYPE_CHECKING:
    from raftlab.cluster.cluster_layers import ClusterLayers, ReadStudentLayer
    from raftlab.cluster.cluster_plan import ClusterPlan

DataOption = Annotated[Path, typer.Option("--data", metavar="FOLDER", help="Where the servers keep their data.")]
ReferenceOption = Annotated[
    bool, typer.Option("--reference", help="Run the kit's layers only, even where you have written your own.")
]
LayerOption = Annotated[
    list[str] | None,
    typer.Option("--layer", metavar="SCENE=FILE", help="Run this file as the layer of that scene; may be repeated."),
]
ElectionOption = Annotated[
    str, typer.Option("--election", metavar="LOW-HIGH", help="The window of the election timeout, in ms.")
]
LIMIT_MS = 60_000


def require_packages() -> None:
    """Raise UsageError if the packages of the extra `cluster` are missing."""
    if importlib.util.find_spec("hiredis") is None:
        raise UsageError("the cluster needs the package hiredis: pip install 'raftlab[cluster]'")


def end_on_sigterm() -> None:
    """Let SIGTERM end this command as Ctrl-C does: it then ends all servers."""

    def stop(number: int, frame: object) -> NoReturn:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)


def student_reader(kit: Kit, use_reference: bool, layer_files: list[str] | None = None) -> ReadStudentLayer:
    """Return what reads a student's layer: none that is not written, and none but `layer_files` with `use_reference`.

    UsageError for a layer file that is not SCENE=FILE.
    """
    named = {}
    for text in layer_files or ():
        scene_id, equals, file = text.partition("=")
        if not equals or not file:
            raise UsageError(f"--layer {text}: write SCENE=FILE, a scene and the file of its layer")
        named[kit.scene(scene_id).id] = Path(file)

    def read(scene: Scene) -> LayerSource | None:
        if scene.id in named:
            source = read_submission(kit, scene, named[scene.id]).source
            return LayerSource(f"{scene.id}/{scene.file}", source, scene.layer_class, is_student=True)
        if use_reference:
            return None
        reason = unfinished_text(kit, scene)
        if reason.startswith("still has"):
            warn(f"{scene.id} {reason}: the kit's layer stands in for it")
        return None if reason else student_layer(kit, scene)

    return read


def choose_cluster_layers(kit: Kit, use_reference: bool, layer_files: list[str] | None) -> ClusterLayers:
    """Return the layers that a cluster runs. UsageError if there are none, or a file cannot be read."""
    from raftlab.cluster.cluster_layers import choose_layers

    return choose_layers(kit, student_reader(kit, use_reference, layer_files))


@contextlib.contextmanager
def locked_data(folder: Path, is_fresh: bool) -> Iterator[None]:
    """Hold the lock of a data folder, without the data of the last run if `is_fresh`."""
    from raftlab.cluster.cluster_plan import locked_folder
    from raftlab.cluster.cluster_setup import remove_cluster

    with locked_folder(folder):
        if is_fresh:
            remove_cluster(folder)
        yield


def make_plan(
    folder: Path,
    kit: Kit,
    chosen: ClusterLayers,
    server_count: int,
    ports: Sequence[tuple[int, int]],
    election_ms: tuple[int, int],
    *,
    host: str,
    journal: bool,
) -> ClusterPlan:
    """Write the plan of a cluster into its locked folder and return it; warn of what differs from the last run."""
    from raftlab.cluster.cluster_setup import prepare_cluster

    plan, note = prepare_cluster(
        folder,
        chosen,
        kit.course_message_modules,
        server_count=server_count,
        host=host,
        ports=ports,
        election_ms=election_ms,
        keeps_journal=journal,
    )
    if note:
        warn(note)
    return plan


def choose_ports(first: int, server_count: int) -> list[tuple[int, int]]:
    """Return the client port and the peer port of each server; free ones if `first` is 0."""
    from raftlab.cluster.cluster_setup import PEER_PORT_OFFSET
    from raftlab.cluster.supervisor import free_ports

    if first:
        return [(port, port + PEER_PORT_OFFSET) for port in range(first, first + server_count)]
    free = free_ports(2 * server_count)
    return list(zip(free[:server_count], free[server_count:], strict=True))


def kit_wire_layers(kit: Kit) -> list[Layer]:
    """Return the layers that this kit has of its own, as a worker loads them."""
    found = []
    for scene in kit.scenes:
        with contextlib.suppress(UsageError):
            layer = kit.solution_layer(scene)
            found.append(Layer(layer.file_name, layer.source, layer.class_name))
    return found


def read_window(text: str) -> tuple[int, int]:
    """Return the window that LOW-HIGH names. UsageError for another text.

    >>> read_window("300-600")
    (300, 600)
    """
    low, _, high = text.partition("-")
    if not (low.isdigit() and high.isdigit() and 20 <= int(low) <= int(high) <= LIMIT_MS):
        raise UsageError(f"--election {text}: write LOW-HIGH in ms, from 20 to {LIMIT_MS}, such as 300-600")
    return int(low), int(high)
