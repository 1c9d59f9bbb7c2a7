"""The benchmark: states and steps per second, bytes per state, and the time to each counterexample.

Times are CPU time, of the grader and the submission's process together. The bounds are the same for all scenes; each
scene's mutants are searched for counterexamples.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from raftlab.authoring import jail_cost
from raftlab.authoring.mutants_found_by_explorer import (
    MutantCoverage,
    coverage_lines,
    search_mutant,
    unexplored_reasons,
)
from raftlab.authoring.scene_lint import has_checks, mutant_files
from raftlab.authoring.solution_trial import Trial, run_trial
from raftlab.errors import RaftlabError, SubmissionError
from raftlab.explorer.bounds import Bounds
from raftlab.explorer.explore import Search
from raftlab.explorer.search_result import SearchResult
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.server import Record
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import WorkerHosts, make_load_request

REFERENCE_BOUNDS = (
    Bounds(),
    Bounds(terms=2, coarse=False, states=2_000_000),
    Bounds(terms=2, crashes=1, coarse=False, states=1_000_000),
)
"""The searches of the reference: all exchanges, single events, and single events with a crash."""

ReportProgress = Callable[[int, int, str], None]
"""A callback with the number done, the total, and the name of the next measurement."""


class SearchMeasurement(Record, frozen=True):
    """The figures of one search of one file."""

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


class GradingTime(Record, frozen=True):
    """The time to grade a scene's reference."""

    scene: str
    cpu_s: float
    wall_s: float


class BenchResult(Record, frozen=True):
    """The result of one benchmark run."""

    reference: tuple[SearchMeasurement, ...]
    mutants: tuple[MutantCoverage, ...]
    grading: tuple[GradingTime, ...]
    wall: jail_cost.JailCost


def run_bench(
    kit: Kit, scenes: list[Scene], with_mutants: bool, include_unexplored: bool, report_progress: ReportProgress
) -> BenchResult:
    """Measure the scenes. The reference is searched in the last scene, which has all layers.

    with_mutants: also search the mutants. include_unexplored: also those with a known reason why none finds them.
    """
    last = scenes[-1]
    files = [(scene, file) for scene in scenes for file in mutant_files(kit, scene)] if with_mutants else []
    known = {scene.id: {} if include_unexplored else unexplored_reasons(kit, scene) for scene in scenes}
    graded = [each for each in scenes if has_checks(each) and (kit.reference / each.id / each.file).is_file()]
    total, reference, coverage = len(REFERENCE_BOUNDS) + len(files) + len(graded), [], []
    for done, bounds in enumerate(REFERENCE_BOUNDS):
        report_progress(done, total, "the reference")
        reference.append(measure_search(kit, last, kit.solution_layer(last), bounds, ample=False))
    for done, (scene, file) in enumerate(files, start=len(reference)):
        report_progress(done, total, f"{scene.id} {file.stem}")
        reason = known[scene.id].get(file.stem)
        coverage.append(
            search_mutant(kit, scene, file) if reason is None else MutantCoverage(scene.id, file.stem, reason=reason)
        )
    done = len(reference) + len(files)
    grading = tuple(
        measure_grading_times(
            kit, graded, lambda position, name: report_progress(done + position, total, f"grading {name}")
        )
    )
    measured = tuple(each for each in reference if each is not None)
    return BenchResult(measured, tuple(coverage), grading, jail_cost.measure_jail_cost(kit, last))


def measure_search(
    kit: Kit, scene: Scene, layer: LayerSource, bounds: Bounds, *, ample: bool = True
) -> SearchMeasurement | None:
    """Search one file once; None if it cannot be searched. ample=False measures the plain rate of fine steps."""
    load = make_load_request((*kit.given_layers(scene), layer), kit.message_modules(scene))
    with WorkerHosts(load) as hosts:
        codec = Codec(load.message_modules)
        search = Search(hosts.open, codec, bounds, scene=scene.id, use_ample_sets=ample, isolation=hosts.level)
        try:
            return measurement_from_result(scene, layer, search.run())
        except (SubmissionError, RaftlabError):
            return None


def measurement_from_result(scene: Scene, layer: LayerSource, result: SearchResult) -> SearchMeasurement:
    """Return the figures of one search."""
    cpu_s = result.cpu_s
    return SearchMeasurement(
        scene=scene.id,
        file=layer.file_name,
        bound=result.bound,
        verdict=result.verdict,
        broken=result.broken,
        moves=result.moves,
        states=result.states,
        states_per_s=round(result.states / max(cpu_s, 0.001)),
        steps_per_s=round(result.steps / max(cpu_s, 0.001)),
        memo_hits=result.memo_hits,
        bytes_per_state=result.bytes_per_state,
        cpu_s=round(cpu_s, 2),
        isolation=result.isolation,
    )


def measure_grading_times(
    kit: Kit, scenes: list[Scene], report_progress: Callable[[int, str], None]
) -> Iterator[GradingTime]:
    """Yield the time to grade each scene's reference."""
    for position, scene in enumerate(scenes):
        report_progress(position, scene.id)
        started_s = time.monotonic()
        result = run_trial(Trial("reference", kit.root, scene.id, kit.reference / scene.id / scene.file))
        yield GradingTime(scene.id, round(result.cpu_s, 2), round(time.monotonic() - started_s, 2))


def bench_lines(bench_result: BenchResult) -> list[str]:
    """Return the benchmark as tables."""
    head = f"{'verdict':<14}{'states':>9} {'states/s':>9} {'steps/s':>10} {'hits':>6} {'B/state':>7} {'CPU s':>7}"
    lines = [f"{head}  reference within"]
    for row in bench_result.reference:
        lines.append(
            f"{row.broken or row.verdict:<14}{row.states:>9,} {row.states_per_s:>9,} {row.steps_per_s:>10,}"
            f" {row.memo_hits:>6.1%} {row.bytes_per_state:>7} {row.cpu_s:>7.2f}  {row.bound}"
        )
    if bench_result.mutants:
        lines += ["", *coverage_lines(bench_result.mutants)]
    return [
        *lines,
        "",
        *(f"grade {row.scene:<10} {row.cpu_s:>6.2f} s of CPU {row.wall_s:>6.2f} s" for row in bench_result.grading),
        *jail_cost.jail_cost_lines(bench_result.wall),
    ]
