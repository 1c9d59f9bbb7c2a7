"""The wrong solutions that the explorer finds by itself, from the initial state, and why it does not find the others.

A mutant is searched in the whole server, with the references of all other scenes, and then in the server of its own
scene, because a later layer may hide it. A mutant that is not found needs a reason, in
reference/<scene>/unexplored.toml:

    [progress]
    why = "breaks no promise: ..."
    mutants = ["no-hint"]
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from raftlab.errors import RaftlabError, SubmissionError
from raftlab.explorer.bounds import UNTIMED_OPTIONS, Bounds
from raftlab.explorer.explore import Engine, Search
from raftlab.explorer.search_goals import parse_goal
from raftlab.explorer.search_result import SearchResult
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.server import Options, Record
from raftlab.solutions.named_solutions import read_solution
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import WorkerHosts, make_load_request

COPIES_GOAL = "entry at 1 on {} servers"
FIGURE8_GOALS = (
    COPIES_GOAL.format(2),
    f"{COPIES_GOAL.format(2)} and late rival at 1",
    f"{COPIES_GOAL.format(3)} and rivals at 1 and leader of term 3",
)
"""Panels (a) to (c) of Figure 8, as goals that lead a search of five servers."""

EARLY_COMMIT_GOALS = (*FIGURE8_GOALS[:2], "rivals at 1 and leader of term 3", "commit at 1 and rivals at 1")
"""Goals that lead to a commit that comes too early, while a rival entry exists."""
OVERWRITE_GOALS = ("entry at 2 on 2 servers", "late rival at 1")
"""Goals that lead to a leader with two entries, and a later leader that overwrites the first."""

ONE_ENTRY_OPTIONS = Options(preVote=False, checkQuorum=False, entriesPerAppend=1)
PRE_VOTE_OPTIONS = Options(preVote=True, checkQuorum=False)
CHECK_QUORUM_OPTIONS = Options(preVote=False, checkQuorum=True)
FEW_MESSAGES_BOUNDS = Bounds(coarse=False, in_flight=2, duplicates=1)


@dataclass(frozen=True)
class CoverageSearchSettings:
    """One search of the series that every mutant goes through until one finds it."""

    name: str
    bounds: Bounds
    engine: Engine = "breadth"
    goals: tuple[str, ...] = field(default=())


COVERAGE_SEARCHES = (
    CoverageSearchSettings("one term", Bounds(terms=1, log=2, coarse=False, states=20_000)),
    CoverageSearchSettings("two crashes", Bounds(terms=1, crashes=2)),
    CoverageSearchSettings("few messages", replace(FEW_MESSAGES_BOUNDS, terms=2, log=2, states=40_000)),
    CoverageSearchSettings("four servers", Bounds(servers=4, terms=1)),
    CoverageSearchSettings(
        "short appends", Bounds(terms=1, log=2, coarse=False, states=20_000, options=ONE_ENTRY_OPTIONS)
    ),
    CoverageSearchSettings("Pre-Vote", Bounds(terms=1, coarse=False, states=30_000, options=PRE_VOTE_OPTIONS)),
    CoverageSearchSettings("two terms", Bounds(terms=2, log=2, requests=3)),
    CoverageSearchSettings("four terms", Bounds()),
    CoverageSearchSettings("five servers", Bounds(servers=5, states=4_000), "staged", FIGURE8_GOALS),
    CoverageSearchSettings("elections", Bounds(terms=2, requests=0, coarse=False, states=20_000)),
    CoverageSearchSettings(
        "elections, two crashes", Bounds(terms=2, requests=0, crashes=2, coarse=False, states=400_000)
    ),
    CoverageSearchSettings("elections of four", Bounds(servers=4, terms=1, requests=0, coarse=False, states=20_000)),
    CoverageSearchSettings("CheckQuorum", Bounds(terms=1, coarse=False, states=20_000, options=CHECK_QUORUM_OPTIONS)),
    CoverageSearchSettings("CheckQuorum, two terms", Bounds(terms=2, states=20_000, options=CHECK_QUORUM_OPTIONS)),
    CoverageSearchSettings(
        "CheckQuorum, five servers", Bounds(servers=5, terms=1, states=5_000, options=CHECK_QUORUM_OPTIONS)
    ),
    CoverageSearchSettings("two servers", Bounds(servers=2, terms=1, log=3, crashes=1, states=20_000)),
    CoverageSearchSettings(
        "two servers, any message", Bounds(2, terms=2, crashes=1, requests=1, coarse=False, states=20_000)
    ),
    CoverageSearchSettings(
        "two servers, few messages", replace(FEW_MESSAGES_BOUNDS, servers=2, terms=3, log=2, requests=2, states=120_000)
    ),
    CoverageSearchSettings(
        "three entries", Bounds(terms=1, log=3, coarse=False, states=30_000, options=ONE_ENTRY_OPTIONS)
    ),
    CoverageSearchSettings(
        "four servers, short appends", Bounds(servers=4, terms=1, log=2, states=20_000, options=ONE_ENTRY_OPTIONS)
    ),
    CoverageSearchSettings("six servers", Bounds(servers=6, terms=1, states=10_000)),
    CoverageSearchSettings("three terms", Bounds(terms=3, log=2, requests=3, states=30_000)),
    CoverageSearchSettings(
        "four terms, short appends", Bounds(terms=4, log=2, requests=3, states=30_000, options=ONE_ENTRY_OPTIONS)
    ),
    CoverageSearchSettings(
        "lost elections", Bounds(servers=4, terms=5, requests=1, states=20_000), "staged", FIGURE8_GOALS[:1]
    ),
    CoverageSearchSettings(
        "five servers, five terms", Bounds(servers=5, terms=5, requests=1, states=20_000), "staged", FIGURE8_GOALS[:1]
    ),
    CoverageSearchSettings("five servers, two leaders", Bounds(servers=5, states=10_000), "staged", FIGURE8_GOALS[:2]),
    CoverageSearchSettings(
        "five servers, old commit", Bounds(servers=5, requests=2, states=10_000), "staged", EARLY_COMMIT_GOALS
    ),
    CoverageSearchSettings(
        "five servers, two entries", Bounds(5, terms=3, log=2, requests=3, states=20_000), "staged", OVERWRITE_GOALS
    ),
)
"""The searches that find most come first. Each finds a mutant that none before it finds."""


class MutantCoverage(Record, frozen=True):
    """The coverage of one mutant: `hunt` is the name of the search that found it, None if none did.

    `states`, `moves`, `events` and `first_cpu_s` belong to that search: states visited, moves of the shortest path,
    events of the counterexample, and CPU time. `cpu_s` is the CPU time of all its searches. `whole`: it was found in
    the whole server. `confirmed`: live servers repeat the counterexample.
    """

    scene: str
    mutant: str
    hunt: str | None = None
    broken: str | None = None
    whole: bool = True
    moves: int = 0
    events: int = 0
    states: int = 0
    first_cpu_s: float = 0.0
    cpu_s: float = 0.0
    reason: str = ""
    confirmed: bool = True


def search_mutant(
    kit: Kit, scene: Scene, mutant_path: Path, coverage_searches: tuple[CoverageSearchSettings, ...] = COVERAGE_SEARCHES
) -> MutantCoverage:
    """Search one mutant for a violation, in the whole server and then in its own scene's server."""
    spent_s = 0.0
    last = [each for each in kit.scenes if each.layer_class][-1]
    for last_scene in (last, scene) if scene != last else (last,):
        layers = layers_with_mutant(kit, scene, mutant_path, last_scene)
        load = make_load_request(layers, kit.message_modules(last_scene))
        for search in coverage_searches:
            # New hosts for each search, so that no search uses up the memory of the next.
            with WorkerHosts(load) as hosts:
                result = run_coverage_search(hosts, Codec(load.message_modules), scene, search)
            spent_s += result.cpu_s if result else 0.0
            if result is not None and result.verdict == "violated":
                return found_mutant_coverage(
                    scene, mutant_path, search, result, spent_s, in_whole_server=last_scene is last
                )
    reason = unexplored_reasons(kit, scene).get(mutant_path.stem, "")
    return MutantCoverage(scene.id, mutant_path.stem, cpu_s=round(spent_s, 2), reason=reason)


def layers_with_mutant(kit: Kit, scene: Scene, mutant_path: Path, last_scene: Scene) -> tuple[LayerSource, ...]:
    """Return the layers up to `last_scene`, lowest first, with the mutant as the layer of `scene`."""
    mutant_layer = kit.submission_layer(scene, mutant_path.name, read_solution(kit, mutant_path))
    layers = [each for each in kit.scenes if each.layer_class and each.id <= last_scene.id]
    return tuple(mutant_layer if each == scene else kit.solution_layer(each) for each in layers)


def run_coverage_search(
    hosts: WorkerHosts, codec: Codec, scene: Scene, coverage_search: CoverageSearchSettings
) -> SearchResult | None:
    """Return the result of one search; None if the server cannot be searched."""
    goals = [parse_goal(goal) for goal in coverage_search.goals]
    search = Search(
        hosts.open,
        codec,
        coverage_search.bounds,
        scene=scene.id,
        engine=coverage_search.engine,
        goals=goals,
        symmetry=not goals,
    )
    try:
        return search.run()
    except (SubmissionError, RaftlabError):
        return None


def found_mutant_coverage(
    scene: Scene,
    mutant_path: Path,
    coverage_search: CoverageSearchSettings,
    result: SearchResult,
    spent_s: float,
    in_whole_server: bool,
) -> MutantCoverage:
    """Return the coverage of a mutant that was found."""
    events = len(result.trace.events) if result.trace else 0
    return MutantCoverage(
        scene.id,
        mutant_path.stem,
        coverage_search.name,
        result.broken,
        in_whole_server,
        result.moves,
        events,
        result.states,
        round(result.cpu_s, 2),
        round(spent_s, 2),
        confirmed=result.confirmed,
    )


def unexplored_reasons(kit: Kit, scene: Scene) -> dict[str, str]:
    """Return the reasons why mutants of the scene are not found, by mutant."""
    file = kit.reference / scene.id / "unexplored.toml"
    groups = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return {mutant: group["why"] for group in groups.values() for mutant in group["mutants"]}


def coverage_lines(rows: Iterable[MutantCoverage]) -> Iterator[str]:
    """Yield the rows as a table for a terminal."""
    yield f"{'mutant':<52} {'found by':<22} {'breaks':<24} {'moves':>5} {'states':>8} {'CPU s':>6}"
    for row in rows:
        found_by = row.hunt or ("not found" if row.reason else "NOT FOUND, no reason given")
        figures = f"{row.moves:>5} {row.states:>8,} {row.first_cpu_s:>6.2f}" if row.hunt else row.reason
        yield f"{row.scene + ' ' + row.mutant:<52} {found_by:<22} {row.broken or '':<24} {figures}".rstrip()


def coverage_markdown(rows: Iterable[MutantCoverage]) -> str:
    """Return the rows as a Markdown page."""
    rows = tuple(rows)
    lines = [
        PAGE_HEAD,
        "| search | bounds |",
        "|---|---|",
        *(f"| {search.name} | {search_bound_text(search)} |" for search in COVERAGE_SEARCHES),
    ]
    for scene in dict.fromkeys(row.scene for row in rows):
        scene_rows = [row for row in rows if row.scene == scene]
        found = [row for row in scene_rows if row.hunt]
        lines += [
            "",
            f"## {scene}: {len(found)} of {len(scene_rows)} found",
            "",
            *FOUND_TABLE_HEAD,
            *map(found_mutant_row, found),
        ]
        groups = dict.fromkeys(row.reason for row in scene_rows if not row.hunt)
        for reason in groups:
            names = ", ".join(row.mutant for row in scene_rows if not row.hunt and row.reason == reason)
            lines += ["", f"Not found; {reason or 'no reason is known'}: {names}."]
    return "\n".join(lines) + "\n"


def search_bound_text(coverage_search: CoverageSearchSettings) -> str:
    """Return the bounds of a search as text, with its budget of states."""
    options = [
        name
        for name in UNTIMED_OPTIONS.__struct_fields__
        if getattr(UNTIMED_OPTIONS, name) != getattr(coverage_search.bounds.options, name)
    ]
    changed = "".join(f", {name} {getattr(coverage_search.bounds.options, name)}" for name in options)
    goals_text = f"; goals: {'; '.join(coverage_search.goals)}" if coverage_search.goals else ""
    return f"{coverage_search.bounds.text}{changed}; at most {coverage_search.bounds.states:,} states{goals_text}"


def found_mutant_row(row: MutantCoverage) -> str:
    """Return one row of the page's table."""
    where = row.hunt if row.whole else f"{row.hunt} (own scene)"
    mark = "" if row.confirmed else " \\*"
    return (
        f"| {row.mutant} | `{row.broken}`{mark} | {where} | {row.moves} | {row.events} | {row.states:,} |"
        f" {row.first_cpu_s:.2f} |"
    )


FOUND_TABLE_HEAD = (
    "| wrong solution | breaks | search | moves | events shown | states | CPU s |",
    "|---|---|---|---:|---:|---:|---:|",
)
EXPLORED_PAGE = "docs/design/EXPLORED.md"
PAGE_HEAD = """# What the explorer finds by itself

The explorer tried the searches below on each wrong solution of the kit, in this order, until one found the mistake.
Each search begins in the initial state, and gets no schedule, hint or check that was made for the wrong solution.
CPU s is the CPU time of the search that found it, in the jail.
\\*: the search breaks the property, but live servers do not break it on the same path.
A wrong solution that reference/*/unexplored.toml lists with a reason is searched only with `--again`.
Written by `raftlab dev bench --mutants --write`.
"""
