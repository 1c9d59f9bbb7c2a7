"""The table of blame: which layer `raftlab grade all` names for each wrong solution of the kit.

Each wrong solution stands alone among the kit's layers, in a small part of the random runs of `raftlab grade all`. The
compounds of reference/composed are two wrong layers that fail only together: no single layer may be named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import msgspec

from raftlab.checks.check_context import CheckContext
from raftlab.checks.composed_check import ComposedRuns, still_fails
from raftlab.checks.layer_blame import guilty_layers
from raftlab.errors import RaftlabError, SubmissionError
from raftlab.kit import Kit, LayerSource, composed_layer
from raftlab.simulator.fault_rates import Faults
from raftlab.simulator.property_monitor import LIVENESS_PROPERTIES
from raftlab.solutions.solution_files import COMPOUNDS, read_solution, solution_files
from raftlab.state_dir import write_atomically
from raftlab.trace import Violation
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import Hosts, WorkerHosts, make_load_request

RUN_SIZES = ((3, 6), (5, 3))
"""(servers, runs) that each wrong solution must survive to count as not caught."""
EVERY_FAULT = Faults(propose=0)
NO_SINGLE_LAYER = "no single layer"
BLAME_PAGE = "docs/design/BLAME.md"
PAGE_HEAD = """# The table of blame

`raftlab grade all` names the layer that breaks a composed server: the kit's layer takes the place of the student's, one
at a time. This table shows whom it names. Each wrong solution that was measured stands among the kit's own layers and
runs in {runs} random runs of 40 calls each, under every fault; `raftlab grade all` has 250 runs. The table lists what
these few runs catch. What they do not catch breaks no promise there: it is wrong by a rule that its own scene checks.
Written by `raftlab dev blame --write`; not every wrong solution has been measured.
"""


class BlameRow(msgspec.Struct, frozen=True):
    """One wrong server: the property that broke first, "" if none did, and the layers that are named."""

    scene: str
    name: str
    broken: str
    layers: tuple[str, ...] = ()

    @property
    def layer_text(self) -> str:
        """Return whom the blame names."""
        if len(self.layers) > 1:
            return NO_SINGLE_LAYER
        return self.layers[0] if self.layers else "not known"


class BlameRecord(msgspec.Struct, frozen=True):
    """All rows that were measured, by scene; COMPOUNDS has those of two layers."""

    rows: tuple[BlameRow, ...] = ()


def wrong_servers(kit: Kit, group: str) -> Iterator[tuple[str, dict[str, Path]]]:
    """Yield the name and the files by scene of each wrong server: of a scene's mutants, or of the compounds."""
    if group == COMPOUNDS:
        for folder in sorted(path for path in (kit.reference / COMPOUNDS).iterdir() if path.is_dir()):
            yield folder.name, {file.stem: file for file in sorted(folder.glob("*.py"))}
        return
    for file in solution_files(kit, kit.scene(group), "mutants"):
        yield file.stem, {group: file}


def blame_row(kit: Kit, group: str, name: str, files: dict[str, Path], seed: int = 0) -> BlameRow:
    """Run one wrong server until a run fails, and name its layer."""
    layers = tuple(
        (scene, LayerSource(kit.scene(scene).file, read_solution(kit, file), kit.scene(scene).layer_class, True))
        for scene, file in files.items()
    )
    own = replace(kit, student_layers=layers)
    composed = kit.composed_scene
    load = make_load_request((*own.given_layers(composed), composed_layer(composed)), kit.course_message_modules)
    with WorkerHosts(load) as hosts:
        for servers, count in RUN_SIZES:
            lab = CheckContext(own, composed, seed, hosts, Codec(kit.course_message_modules))
            runs = ComposedRuns(lab, seed, servers, count, EVERY_FAULT)
            try:
                outcomes, _ = runs.outcomes(lab.open_host, 0, count)
                failing = [(run, outcome) for run, outcome in enumerate(outcomes) if outcome is not None]
                if failing:
                    run, outcome = failing[0]
                    guilty = guilty_layers(lab, partial(fails_again, runs, run))
                    return BlameRow(group, name, broken_text(outcome), guilty)
            except RaftlabError as error:
                return BlameRow(group, name, type(error).__name__, ())
            finally:
                lab.close()
    return BlameRow(group, name, "")


def fails_again(runs: ComposedRuns, run: int, hosts: Hosts) -> bool:
    """Return whether another server fails in as many random runs as the failure took."""
    return still_fails(runs, hosts, run, None, None)


def broken_text(outcome: Violation | SubmissionError | None) -> str:
    """Return what broke: a property, or that the code raised."""
    if isinstance(outcome, Violation):
        liveness = " (the core does not converge)" if outcome.property in LIVENESS_PROPERTIES else ""
        return outcome.property + liveness
    return "raises"


def record_file(kit: Kit) -> Path:
    """Return the file with the measured rows."""
    return kit.reference / COMPOUNDS / "blame.json"


def read_record(kit: Kit) -> BlameRecord:
    """Return the measured rows; none if nothing was measured."""
    file = record_file(kit)
    return msgspec.json.decode(file.read_bytes(), type=BlameRecord) if file.is_file() else BlameRecord()


def write_record(kit: Kit, new_rows: Iterable[BlameRow], groups: Iterable[str]) -> None:
    """Put the rows of `groups` in the place of their earlier ones, and write the record and the page."""
    replaced = set(groups)
    kept = (row for row in read_record(kit).rows if row.scene not in replaced)
    rows = tuple(sorted((*kept, *new_rows), key=lambda row: (row.scene, row.name)))
    data = msgspec.json.format(msgspec.json.encode(BlameRecord(rows)), indent=1) + b"\n"
    write_atomically(record_file(kit), data)
    write_atomically(kit.root / BLAME_PAGE, blame_page(rows).encode())


def blame_page(rows: tuple[BlameRow, ...]) -> str:
    """Return the rows as a Markdown page."""
    parts = [PAGE_HEAD.format(runs=sum(count for _, count in RUN_SIZES))]
    for group in sorted({row.scene for row in rows}):
        measured = [row for row in rows if row.scene == group]
        caught = [row for row in measured if row.broken]
        wanted = NO_SINGLE_LAYER if group == COMPOUNDS else group
        right = sum(row.layer_text == wanted for row in caught)
        title = "Compounds: two layers that fail only together" if group == COMPOUNDS else group
        parts.append(
            f"\n## {title}\n\n{len(measured)} measured, {len(caught)} of them caught, {right} of these with the right"
            " blame.\n"
        )
        parts.append("\n| wrong solution | broken first | named |\n|---|---|---|\n")
        parts += [f"| {row.name} | {row.broken} | {row.layer_text} |\n" for row in caught]
    return "".join(parts)
