"""The options that the commands of the real cluster share."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn, get_type_hints

import typer

from raftlab.cli.support.console import warn
from raftlab.cli.support.layers_below import student_layer, unusable_layer_text
from raftlab.errors import UsageError
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.submission_reader import read_submission
from raftlab.worker.wire import Layer

if TYPE_CHECKING:
    from raftlab.cluster.cluster_layers import ReadStudentLayer
    from raftlab.cluster.cluster_plan import ClusterPlan

DataOption = Annotated[Path, typer.Option("--data", metavar="FOLDER", help="Where the servers keep their data.")]
MAX_SERVERS = 9


@dataclass(frozen=True)
class ClusterChoices:
    """The options that the commands of the real cluster share: which servers run, and how."""

    servers: Annotated[int, typer.Option("--servers", metavar="N", min=1, max=9, help="Size of the cluster.")] = 3
    spares: Annotated[
        int,
        typer.Option(
            "--spares",
            metavar="N",
            min=0,
            max=6,
            help="Servers that wait until `raftlab client add` makes them members.",
        ),
    ] = 0
    use_reference: Annotated[
        bool, typer.Option("--reference", help="Run the kit's layers only, even where you have written your own.")
    ] = False
    layer_files: Annotated[
        list[str] | None,
        typer.Option(
            "--layer", metavar="SCENE=FILE", help="Run this file as the layer of that scene; may be repeated."
        ),
    ] = None
    election: Annotated[
        str, typer.Option("--election", metavar="LOW-HIGH", help="The window of the election timeout, in ms.")
    ] = "300-600"
    reads: Annotated[
        Literal["index", "lease", "log"],
        typer.Option("--reads", help="How a get is answered; without a layer for it, always through the log."),
    ] = "index"
    disk: Annotated[
        Literal["background", "wait"],
        typer.Option("--disk", help="Write the log in the background, as a layer for it can, or wait for each write."),
    ] = "wait"
    snapshot_entries: Annotated[
        int,
        typer.Option(
            "--snapshot-entries", metavar="N", min=0, help="Take a snapshot after so many entries; 0: never by itself."
        ),
    ] = 10_000


def add_cluster_options(*left_out: str, **defaults: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of ClusterChoices, which it gets as `choices`, but for those that are left out.

    `defaults` are its own defaults for some of them.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        kinds = get_type_hints(ClusterChoices, include_extras=True)
        shared = [
            Parameter(
                each.name,
                Parameter.KEYWORD_ONLY,
                default=defaults.get(each.name, each.default),
                annotation=kinds[each.name],
            )
            for each in fields(ClusterChoices)
            if each.name not in left_out
        ]

        @functools.wraps(command)
        def run(**values: Any) -> None:
            chosen = {each.name: values.pop(each.name) for each in shared}
            command(choices=ClusterChoices(**({**defaults} | chosen)), **values)

        kinds = get_type_hints(command, include_extras=True)
        own = [
            each.replace(kind=Parameter.KEYWORD_ONLY, annotation=kinds[name])
            for name, each in signature(command).parameters.items()
            if name != "choices"
        ]
        run.__signature__ = Signature([*own, *shared])  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in (*own, *shared)}
        return run

    return decorate


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


def student_layer_reader(kit: Kit, use_reference: bool, layer_files: list[str] | None = None) -> ReadStudentLayer:
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
        reason = unusable_layer_text(kit, scene)
        if reason.startswith("still has"):
            warn(f"{scene.id} {reason}: the kit's layer stands in for it")
        return None if reason else student_layer(kit, scene)

    return read


@contextlib.contextmanager
def lock_cluster_data(folder: Path, is_fresh: bool) -> Iterator[None]:
    """Hold the lock of a data folder, without the data of the last run if `is_fresh`."""
    from raftlab.cluster.cluster_plan import lock_data_folder
    from raftlab.cluster.prepare_plan import remove_cluster_data

    with lock_data_folder(folder):
        if is_fresh:
            remove_cluster_data(folder)
        yield


def prepare_cluster_plan(
    folder: Path,
    kit: Kit,
    choices: ClusterChoices,
    *,
    first_port: int = 0,
    host: str = "",
    journal: bool = True,
    peer_hosts: Sequence[str] = (),
) -> ClusterPlan:
    """Write the plan of a cluster into its locked folder and return it; warn of what differs from the last run.

    UsageError if there are no layers, a file cannot be read, or a choice cannot be.
    """
    from raftlab.cluster.cluster_layers import choose_layers
    from raftlab.cluster.cluster_plan import LOOPBACK
    from raftlab.cluster.prepare_plan import ClusterSettings, prepare_cluster

    count = choices.servers + choices.spares
    if count > MAX_SERVERS:
        raise UsageError(f"--servers {choices.servers} --spares {choices.spares}: {MAX_SERVERS} servers at most")
    settings = ClusterSettings(
        ports=choose_ports(first_port, count),
        spare_count=choices.spares,
        host=host or LOOPBACK,
        election_ms=parse_election_window(choices.election),
        reads=choices.reads,
        disk=choices.disk,
        snapshot_entries=choices.snapshot_entries,
        keeps_journal=journal,
        peer_hosts=peer_hosts,
    )
    chosen = choose_layers(kit, student_layer_reader(kit, choices.use_reference, choices.layer_files))
    plan, note = prepare_cluster(folder, chosen, kit.course_message_modules, settings)
    if note:
        warn(note)
    return plan


def choose_ports(first: int, server_count: int) -> list[tuple[int, int]]:
    """Return the client port and the peer port of each server; free ones if `first` is 0."""
    from raftlab.cluster.prepare_plan import PEER_PORT_OFFSET
    from raftlab.cluster.supervisor import free_ports

    if first:
        return [(port, port + PEER_PORT_OFFSET) for port in range(first, first + server_count)]
    free = free_ports(2 * server_count)
    return list(zip(free[:server_count], free[server_count:], strict=True))


def kit_layers(kit: Kit) -> list[Layer]:
    """Return the layers that this kit has of its own, as a worker loads them."""
    found = []
    for scene in kit.scenes:
        with contextlib.suppress(UsageError):
            layer = kit.solution_layer(scene)
            found.append(Layer(layer.file_name, layer.source, layer.class_name))
    return found


def parse_election_window(text: str) -> tuple[int, int]:
    """Return the window that LOW-HIGH names. UsageError for another text.

    >>> read_window("300-600")
    (300, 600)
    """
    low, _, high = text.partition("-")
    if not (low.isdigit() and high.isdigit() and 20 <= int(low) <= int(high) <= LIMIT_MS):
        raise UsageError(f"--election {text}: write LOW-HIGH in ms, from 20 to {LIMIT_MS}, such as 300-600")
    return int(low), int(high)
