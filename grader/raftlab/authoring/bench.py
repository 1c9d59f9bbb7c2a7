"""How fast the engines are on this machine: states and steps a second, bytes a state, time to each counterexample.

Times are CPU time, of the grader and of the submission's process together. The engine knows no scene: bounds that name
a cluster's size, terms and log are the same for all, and each scene's own mutants are what is searched for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from raftlab.authoring import wall
from raftlab.authoring.hunts import Hunted, hunted, reasons
from raftlab.authoring.hunts import lines as hunt_lines
from raftlab.authoring.trees import has_checks
from raftlab.authoring.trees import mutants as mutants_of
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

Tell = Callable[[int, int, str], None]
"""Done, of so many, and what comes next."""


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
    mutants: tuple[Hunted, ...]
    grading: tuple[GradeTime, ...]
    wall: wall.WallCost


def bench(kit: Kit, scenes: list[Scene], mutants: bool, again: bool, tell: Tell) -> Bench:
    """Measure the scenes; the searches of a reference on the last of them, which has all layers.

    mutants: let the explorer look for them. again: also for those whose reason not to be found is known.
    """
    last = scenes[-1]
    files = [(scene, file) for scene in scenes for file in mutants_of(kit, scene)] if mutants else []
    known = {scene.id: {} if again else reasons(kit, scene) for scene in scenes}
    graded = [each for each in scenes if has_checks(each) and (kit.reference / each.id / each.file).is_file()]
    total, reference, hunts = len(REFERENCE_BOUNDS) + len(files) + len(graded), [], []
    for done, bounds in enumerate(REFERENCE_BOUNDS):
        tell(done, total, "the reference")
        reference.append(measure(kit, last, kit.solution(last), bounds, ample=False))
    for done, (scene, file) in enumerate(files, start=len(reference)):
        tell(done, total, f"{scene.id} {file.stem}")
        reason = known[scene.id].get(file.stem)
        hunts.append(hunted(kit, scene, file) if reason is None else Hunted(scene.id, file.stem, reason=reason))
    done = len(reference) + len(files)
    grading = tuple(grade_times(kit, graded, lambda which, name: tell(done + which, total, f"grading {name}")))
    measured = tuple(each for each in reference if each is not None)
    return Bench(measured, tuple(hunts), grading, wall.wall_cost(kit, last))


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


def grade_times(kit: Kit, scenes: list[Scene], tell: Callable[[int, str], None]) -> Iterator[GradeTime]:
    """Yield what grading each scene's reference takes."""
    for which, scene in enumerate(scenes):
        tell(which, scene.id)
        began_s = time.monotonic()
        outcome = run_trial(Trial("reference", kit.root, scene.id, kit.reference / scene.id / scene.file))
        yield GradeTime(scene.id, round(outcome.cpu_s, 2), round(time.monotonic() - began_s, 2))


def lines(found: Bench) -> list[str]:
    """Return the benchmark as tables."""
    head = f"{'verdict':<14}{'states':>9} {'states/s':>9} {'steps/s':>10} {'hits':>6} {'B/state':>7} {'CPU s':>7}"
    told = [f"{head}  reference within"]
    for row in found.reference:
        told.append(
            f"{row.broken or row.verdict:<14}{row.states:>9,} {row.states_per_s:>9,} {row.steps_per_s:>10,}"
            f" {row.memo_hits:>6.1%} {row.bytes_per_state:>7} {row.cpu_s:>7.2f}  {row.bound}"
        )
    if found.mutants:
        told += ["", *hunt_lines(found.mutants)]
    return [
        *told,
        "",
        *(f"grade {row.scene:<10} {row.cpu_s:>6.2f} s of CPU {row.wall_s:>6.2f} s" for row in found.grading),
        *wall.lines(found.wall),
    ]
