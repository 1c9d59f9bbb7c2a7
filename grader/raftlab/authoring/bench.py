"""How fast the engines are on this machine: states and steps a second, bytes a state, time to each counterexample.

Times are CPU time, of the grader and of the submission's process together. The engine knows no scene: bounds that name
a cluster's size, terms and log are the same for all, and each scene's own mutants are what is searched for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from raftlab.authoring.trial import Trial, run_trial
from raftlab.errors import RaftlabError, SubmissionFault
from raftlab.explorer.bounds import Bounds
from raftlab.explorer.explore import Search
from raftlab.explorer.outcome import Outcome
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.server import Record
from raftlab.worker.host import WorkerHosts, load_request
from raftlab.worker.wire import Codec

REFERENCE_BOUNDS = (
    Bounds(),
    Bounds(terms=2, coarse=False, states=2_000_000),
    Bounds(terms=2, crashes=1, coarse=False, states=1_000_000),
)
"""What the reference is measured on: exchanges to the end, single events, and single events with a crash."""

HUNTS = (
    Bounds(),
    Bounds(terms=1, log=2, coarse=False, states=60_000),
    Bounds(terms=2, log=2, coarse=False, states=150_000),
    Bounds(terms=2, crashes=1, coarse=False, states=60_000),
)
"""The searches that a mutant goes through, in this order, until one finds it."""

Tell = Callable[[str], None]


class Measured(Record, frozen=True):
    """One search of one file."""

    scene: str
    file: str
    bound: str
    verdict: str
    broken: str | None
    moves: int
    states: int
    states_per_s: int
    steps_per_s: int
    memo_hits: float
    bytes_per_state: int
    cpu_s: float
    isolation: str


class GradeTime(Record, frozen=True):
    """What grading a scene's reference takes."""

    scene: str
    cpu_s: float
    wall_s: float


class Bench(Record, frozen=True):
    """One run of the benchmark."""

    reference: tuple[Measured, ...]
    mutants: tuple[Measured, ...]
    grading: tuple[GradeTime, ...]


def bench(kit: Kit, scenes: list[Scene], mutants: bool, tell: Tell) -> Bench:
    """Measure the scenes; the searches of a reference on the last of them, which has all layers."""
    tell("reference")
    last = scenes[-1]
    searched = (measure(kit, last, kit.solution(last), bounds, ample=False) for bounds in REFERENCE_BOUNDS)
    reference = tuple(found for found in searched if found is not None)
    hunted = tuple(each for scene in scenes for each in hunts(kit, scene, tell)) if mutants else ()
    return Bench(reference, hunted, tuple(grade_times(kit, scenes, tell)))


def hunts(kit: Kit, scene: Scene, tell: Tell) -> Iterator[Measured]:
    """Yield, for each mutant of `scene`, the search that found it, or the last that did not."""
    for file in sorted((kit.reference / scene.id / "mutants").glob("*.py")):
        tell(f"{scene.id} {file.stem}")
        found = hunt(kit, scene, file)
        if found is not None:
            yield found


def hunt(kit: Kit, scene: Scene, file: Path) -> Measured | None:
    """Search for what is wrong with one mutant; None where it cannot be searched."""
    source = LayerSource(file.name, file.read_text(encoding="utf-8"), scene.layer)
    last: Measured | None = None
    for bounds in HUNTS:
        measured = measure(kit, scene, source, bounds)
        if measured is None:
            return last
        last = measured
        if measured.verdict == "violated":
            break
    return last


def measure(kit: Kit, scene: Scene, layer: LayerSource, bounds: Bounds, *, ample: bool = True) -> Measured | None:
    """Search one file once; None where it cannot be searched. ample False measures the bare rate of the fine steps."""
    load = load_request((*kit.given(scene), layer), kit.message_modules(scene))
    with WorkerHosts(load) as hosts:
        codec = Codec(load.message_modules)
        search = Search(hosts.open, codec, bounds, scene=scene.id, ample=ample, isolation=hosts.level)
        try:
            return measured_by(scene, layer, search.run())
        except (SubmissionFault, RaftlabError):
            return None


def measured_by(scene: Scene, layer: LayerSource, outcome: Outcome) -> Measured:
    """Return the figures of one outcome."""
    cpu_s = outcome.cpu_s
    return Measured(
        scene=scene.id,
        file=layer.name,
        bound=outcome.bound,
        verdict=outcome.verdict,
        broken=outcome.broken,
        moves=outcome.moves,
        states=outcome.states,
        states_per_s=round(outcome.states / max(cpu_s, 0.001)),
        steps_per_s=round(outcome.steps / max(cpu_s, 0.001)),
        memo_hits=outcome.memo_hits,
        bytes_per_state=outcome.bytes_per_state,
        cpu_s=round(cpu_s, 2),
        isolation=outcome.isolation,
    )


def grade_times(kit: Kit, scenes: list[Scene], tell: Tell) -> Iterator[GradeTime]:
    """Yield what grading each scene's reference takes."""
    for scene in scenes:
        file = kit.reference / scene.id / scene.file
        if not list((scene.folder / "tests").glob("test_*.py")) or not file.is_file():
            continue
        tell(f"grading {scene.id}")
        wall = time.monotonic()
        outcome = run_trial(Trial("reference", kit.root, scene.id, file))
        yield GradeTime(scene.id, round(outcome.cpu_s, 2), round(time.monotonic() - wall, 2))


def lines(found: Bench) -> list[str]:
    """Return the benchmark as a table."""
    head = f"{'search':<40}  {'verdict':<22}{'states':>9} {'states/s':>9} {'steps/s':>10}"
    head += f" {'hits':>6} {'B/state':>7} {'CPU s':>7}"
    told = [head]
    for row in (*found.reference, *found.mutants):
        what = f"{row.scene} {row.file.removesuffix('.py')}"[:40]
        verdict = row.broken or row.verdict
        told.append(
            f"{what:<40}  {verdict:<22}{row.states:>9,} {row.states_per_s:>9,} {row.steps_per_s:>10,}"
            f" {row.memo_hits:>6.1%} {row.bytes_per_state:>7} {row.cpu_s:>7.2f}"
        )
    told += [f"grade {row.scene:<10} {row.cpu_s:>6.2f} s of CPU {row.wall_s:>6.2f} s" for row in found.grading]
    return told
