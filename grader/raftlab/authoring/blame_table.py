"""The table of blame: which layer `raftlab grade all` names for each wrong solution of the kit.

Each wrong solution stands alone among the kit's layers, in a small part of the random runs of `raftlab grade all`. The
compounds of reference/composed are two wrong layers that fail only together: no single layer may be named.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import msgspec

from raftlab.authoring.blame_markdown import BlameRow, blame_page
from raftlab.authoring.forked_process import run_in_fork
from raftlab.authoring.scene_validation import exit_with_parent
from raftlab.checks.check_context import CheckContext
from raftlab.checks.composed_check import BY_LOG, ComposedRuns, fails_on_other_server
from raftlab.checks.layer_blame import guilty_layers
from raftlab.errors import RaftlabError, SubmissionError
from raftlab.kit import Kit, LayerSource, placeholder_layer
from raftlab.simulator.fault_rates import Faults
from raftlab.simulator.property_monitor import LIVENESS_PROPERTIES
from raftlab.solutions.named_solutions import COMPOUNDS, read_solution, solution_files
from raftlab.solutions.source_pieces import code_lines
from raftlab.state_dir import write_atomically
from raftlab.trace import Violation
from raftlab.worker.wire import Codec, LoadLayers
from raftlab.worker.worker_hosts import Hosts, InProcessHosts, WorkerHosts, make_load_request

EVERY_FAULT = Faults(propose=0)
OPERATORS = Faults(propose=0, reconfigure=0.4, replace=0.4, compact=0.3, disk_fails=0.1)
BLAME_PAGE = "docs/design/BLAME.md"
SEED = 0
ROW_CPU_S = 120
"""CPU time of one row in its process: twenty times what a row takes."""
OpenHosts = Callable[[LoadLayers], WorkerHosts | InProcessHosts]


class RandomRunSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """Some random runs that a wrong solution must survive to count as not caught. voters: 0 for all servers.

    A new field with a default changes no digest.
    """

    servers: int
    count: int
    faults: Faults
    voters: int = 0
    reads: tuple[str, ...] = (BY_LOG,)
    deployment: Mapping[str, object] = {}
    about: str = ""  # what is special in runs that only one scene's wrong solutions have


RUN_KINDS = (
    RandomRunSettings(3, 6, EVERY_FAULT),
    RandomRunSettings(5, 3, EVERY_FAULT),
    RandomRunSettings(5, 6, OPERATORS, 3, (BY_LOG, "index", "lease")),
    RandomRunSettings(3, 6, EVERY_FAULT, reads=("index", "lease")),
)
COMPOUND_RUN_KINDS = (
    RandomRunSettings(3, 24, EVERY_FAULT),
    RandomRunSettings(5, 16, EVERY_FAULT),
    RandomRunSettings(5, 6, OPERATORS, 3),
)
"""The runs of a compound. In a run with reads that need no entry, the kit's leader writes a no-op as the compounds'
leaders do: one layer of a compound could fail there alone."""
RUN_COUNT = sum(kind.count for kind in RUN_KINDS)
COMPOUND_RUN_COUNT = sum(kind.count for kind in COMPOUND_RUN_KINDS)


def layer_runs(kit: Kit) -> Mapping[str, RandomRunSettings]:
    """Return the runs that wrong solutions have beyond RUN_KINDS, by scene: with the faults that the layer is about."""
    file = kit.reference / COMPOUNDS / "layer_runs.toml"
    return msgspec.toml.decode(file.read_bytes(), type=dict[str, RandomRunSettings])


class BlameRowsFile(msgspec.Struct, frozen=True):
    """All rows that were measured, by scene; COMPOUNDS has those of two layers."""

    rows: tuple[BlameRow, ...] = ()


@dataclass(frozen=True)
class WrongServer:
    """One wrong solution of a group, or a compound: the files of its layers by scene."""

    group: str
    name: str
    files: Mapping[str, Path]

    @property
    def order(self) -> str:
        """Return the sort key of a random order that is the same each time."""
        return hashlib.sha256(f"{self.group}/{self.name}".encode()).hexdigest()

    def layers(self, kit: Kit) -> tuple[tuple[str, LayerSource], ...]:
        """Return the wrong layers, put together from the reference."""
        return tuple(
            (scene, LayerSource(kit.scene(scene).file, read_solution(kit, file), kit.scene(scene).layer_class, True))
            for scene, file in self.files.items()
        )

    def run_kinds(self, kit: Kit) -> tuple[RandomRunSettings, ...]:
        """Return the random runs that it must survive to count as not caught."""
        if self.group == COMPOUNDS:
            return COMPOUND_RUN_KINDS
        own = layer_runs(kit).get(self.group)
        return RUN_KINDS if own is None else (*RUN_KINDS, own)

    def digest(self, kit: Kit) -> str:
        """Return what names the runs and the code: no comment, docstring or name of a class of the kit changes it."""
        code = [(scene, code_lines(layer.source)) for scene, layer in self.layers(kit)]
        return hashlib.sha256(msgspec.json.encode((self.run_kinds(kit), code))).hexdigest()[:12]


def wrong_servers(kit: Kit, group: str) -> Iterator[WrongServer]:
    """Yield each wrong server of a group: of a scene's mutants, or of the compounds."""
    if group == COMPOUNDS:
        for folder in sorted(path for path in (kit.reference / COMPOUNDS).iterdir() if path.is_dir()):
            yield WrongServer(group, folder.name, {file.stem: file for file in sorted(folder.glob("*.py"))})
        return
    for file in solution_files(kit, kit.scene(group), "mutants"):
        yield WrongServer(group, file.stem, {group: file})


def wrong_servers_by_name(kit: Kit, groups: Iterable[str] = ()) -> dict[tuple[str, str], WrongServer]:
    """Return the wrong servers of these groups, by default of all, by group and name."""
    names = list(groups) or [*(scene.id for scene in kit.layer_scenes), COMPOUNDS]
    return {(server.group, server.name): server for group in names for server in wrong_servers(kit, group)}


def unmeasured_servers(kit: Kit, groups: Iterable[str] = (), *, remeasures: bool = False) -> list[WrongServer]:
    """Return the wrong servers of `groups` that the record lacks, or has with another text, in a random order."""
    servers = wrong_servers_by_name(kit, groups)
    rows = () if remeasures else up_to_date_rows(kit, servers, read_blame_rows(kit).rows)
    measured = {(row.scene, row.name) for row in rows}
    return sorted((each for key, each in servers.items() if key not in measured), key=lambda each: each.order)


def up_to_date_rows(
    kit: Kit, servers: Mapping[tuple[str, str], WrongServer], rows: Iterable[BlameRow]
) -> tuple[BlameRow, ...]:
    """Return the rows whose wrong solution has the text that was measured."""
    named = ((row, servers.get((row.scene, row.name))) for row in rows)
    return tuple(row for row, server in named if server is not None and row.digest == server.digest(kit))


def measure_blame_rows(
    kit: Kit, servers: Iterable[WrongServer], jobs: int, seconds: float = 0
) -> Iterator[tuple[int, BlameRow]]:
    """Yield the number of rows so far and a row, for each wrong server, in no order.

    jobs: the number of processes, 0: one for each core. seconds: after this time no further row begins; 0: all do.
    """
    started = time.monotonic()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs or os.cpu_count() or 1, mp_context=context, initializer=exit_with_parent) as pool:
        futures = [pool.submit(measure_row_in_fork, kit, server) for server in servers]
        try:
            for number, future in enumerate(as_completed(futures), start=1):
                yield number, future.result()
                if seconds and time.monotonic() - started > seconds:
                    break
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def measure_row_in_fork(kit: Kit, server: WrongServer) -> BlameRow:
    """Return the row of a wrong server from a forked process, or from the jail where that came to no end."""
    data = run_in_fork(lambda: msgspec.json.encode(measure_blame_row(kit, server, InProcessHosts)), ROW_CPU_S)
    return msgspec.json.decode(data, type=BlameRow) if data is not None else measure_blame_row(kit, server)


def measure_blame_row(kit: Kit, server: WrongServer, open_hosts: OpenHosts = WorkerHosts) -> BlameRow:
    """Run one wrong server until a run fails, and name its layer. open_hosts: where its servers run."""
    own = replace(kit, student_layers=server.layers(kit))
    composed = kit.composed_scene
    load = make_load_request((*own.given_layers(composed), placeholder_layer(composed)), kit.course_message_modules)
    row = partial(BlameRow, server.group, server.name, digest=server.digest(kit))
    with open_hosts(load) as hosts:
        for kind in server.run_kinds(kit):
            lab = CheckContext(own, composed, SEED, hosts, Codec(kit.course_message_modules))
            runs = ComposedRuns(
                lab, SEED, kind.servers, kind.count, kind.faults, kind.voters, kind.reads, kind.deployment
            )
            try:
                outcomes, _ = runs.outcomes(lab.open_host, 0, kind.count)
                failing = [(run, outcome) for run, outcome in enumerate(outcomes) if outcome is not None]
                if failing:
                    run, outcome = failing[0]
                    return row(
                        broken_property_text(outcome), guilty_layers(lab, partial(fails_in_random_runs, runs, run))
                    )
            except RaftlabError as error:
                return row(type(error).__name__, ())
            finally:
                lab.close()
    return row("", ())


def fails_in_random_runs(runs: ComposedRuns, run: int, hosts: Hosts) -> bool:
    """Return whether another server fails in as many random runs as the failure took."""
    return fails_on_other_server(runs, hosts, run, None, None)


def broken_property_text(outcome: Violation | SubmissionError | None) -> str:
    """Return what broke: a property, or that the code raised."""
    if isinstance(outcome, Violation):
        liveness = " (the core does not converge)" if outcome.property in LIVENESS_PROPERTIES else ""
        return outcome.property + liveness
    return "raises"


def blame_rows_path(kit: Kit) -> Path:
    """Return the file with the measured rows."""
    return kit.reference / COMPOUNDS / "blame.json"


def read_blame_rows(kit: Kit) -> BlameRowsFile:
    """Return the measured rows; none if nothing was measured."""
    file = blame_rows_path(kit)
    return msgspec.json.decode(file.read_bytes(), type=BlameRowsFile) if file.is_file() else BlameRowsFile()


def update_rows_and_page(kit: Kit, new_rows: Iterable[BlameRow]) -> None:
    """Put rows into the record in the place of their earlier ones, and write it and the page.

    A row whose wrong solution is gone, or has another text, is dropped.
    """
    servers = wrong_servers_by_name(kit)
    rows = {(row.scene, row.name): row for row in (*read_blame_rows(kit).rows, *new_rows)}
    current = up_to_date_rows(kit, servers, (row for _, row in sorted(rows.items())))
    data = msgspec.json.format(msgspec.json.encode(BlameRowsFile(current)), indent=1) + b"\n"
    write_atomically(blame_rows_path(kit), data)
    counts = Counter(group for group, _ in servers)
    more_runs = {scene: f"{runs.count}, {runs.about}" for scene, runs in layer_runs(kit).items()}
    page = blame_page(current, counts, RUN_COUNT, COMPOUND_RUN_COUNT, more_runs)
    write_atomically(kit.root / BLAME_PAGE, page.encode())
