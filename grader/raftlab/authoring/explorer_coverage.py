"""Which wrong solutions the explorer finds by itself, from the initial state, and why it does not find the others.

A mutant is searched in the whole server, with the references of all other scenes around it, and then in the server of
its own scene: a later layer may hide it. What is not found needs a reason, in reference/<scene>/unexplored.toml:

    [progress]
    why = "breaks no promise: ..."
    mutants = ["no-hint"]
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from raftlab.assembly.solution_files import read_solution
from raftlab.errors import RaftlabError, SubmissionError
from raftlab.explorer.bounds import UNTIMED_OPTIONS, Bounds
from raftlab.explorer.explore import Engine, Search
from raftlab.explorer.search_goals import parse_goal
from raftlab.explorer.search_result import SearchResult
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.server import Options, Record
from raftlab.worker.host import WorkerHosts, make_load_request
from raftlab.worker.wire import Codec

COPIES_GOAL = "entry at 1 on {} servers"
FIGURE8_GOALS = (
    COPIES_GOAL.format(2),
    f"{COPIES_GOAL.format(2)} and late rival at 1",
    f"{COPIES_GOAL.format(3)} and rivals at 1 and leader of term 3",
)
"""Panels (a) to (c), by which a search of five servers is led."""

EARLY_COMMIT_GOALS = (*FIGURE8_GOALS[:2], "rivals at 1 and leader of term 3", "commit at 1 and rivals at 1")
"""A rule that commits too early, with a rival left."""
OVERWRITE_GOALS = ("entry at 2 on 2 servers", "late rival at 1")
"""A leader of two entries, and a later one that writes over the first."""

ONE_ENTRY_OPTIONS = Options(preVote=False, checkQuorum=False, entriesPerAppend=1)
PRE_VOTE_OPTIONS = Options(preVote=True, checkQuorum=False)
CHECK_QUORUM_OPTIONS = Options(preVote=False, checkQuorum=True)
FEW_MESSAGES_BOUNDS = Bounds(coarse=False, in_flight=2, duplicates=1)


@dataclass(frozen=True)
class CoverageSearch:
    """One search that every mutant goes through until one finds it. `settings` are those of Search."""

    name: str
    bounds: Bounds
    engine: Engine = "breadth"
    goals: tuple[str, ...] = field(default=())


COVERAGE_SEARCHES = (
    CoverageSearch("one term", Bounds(terms=1, log=2, coarse=False, states=20_000)),
    CoverageSearch("two crashes", Bounds(terms=1, crashes=2)),
    CoverageSearch("few messages", replace(FEW_MESSAGES_BOUNDS, terms=2, log=2, states=40_000)),
    CoverageSearch("four servers", Bounds(servers=4, terms=1)),
    CoverageSearch("short appends", Bounds(terms=1, log=2, coarse=False, states=20_000, options=ONE_ENTRY_OPTIONS)),
    CoverageSearch("Pre-Vote", Bounds(terms=1, coarse=False, states=30_000, options=PRE_VOTE_OPTIONS)),
    CoverageSearch("two terms", Bounds(terms=2, log=2, requests=3)),
    CoverageSearch("four terms", Bounds()),
    CoverageSearch("five servers", Bounds(servers=5, states=4_000), "staged", FIGURE8_GOALS),
    CoverageSearch("elections", Bounds(terms=2, requests=0, coarse=False, states=20_000)),
    CoverageSearch("elections, two crashes", Bounds(terms=2, requests=0, crashes=2, coarse=False, states=400_000)),
    CoverageSearch("elections of four", Bounds(servers=4, terms=1, requests=0, coarse=False, states=20_000)),
    CoverageSearch("CheckQuorum", Bounds(terms=1, coarse=False, states=20_000, options=CHECK_QUORUM_OPTIONS)),
    CoverageSearch("CheckQuorum, two terms", Bounds(terms=2, states=20_000, options=CHECK_QUORUM_OPTIONS)),
    CoverageSearch("CheckQuorum, five servers", Bounds(servers=5, terms=1, states=5_000, options=CHECK_QUORUM_OPTIONS)),
    CoverageSearch("two servers", Bounds(servers=2, terms=1, log=3, crashes=1, states=20_000)),
    CoverageSearch("two servers, any message", Bounds(2, terms=2, crashes=1, requests=1, coarse=False, states=20_000)),
    CoverageSearch(
        "two servers, few messages", replace(FEW_MESSAGES_BOUNDS, servers=2, terms=3, log=2, requests=2, states=120_000)
    ),
    CoverageSearch("three entries", Bounds(terms=1, log=3, coarse=False, states=30_000, options=ONE_ENTRY_OPTIONS)),
    CoverageSearch(
        "four servers, short appends", Bounds(servers=4, terms=1, log=2, states=20_000, options=ONE_ENTRY_OPTIONS)
    ),
    CoverageSearch("six servers", Bounds(servers=6, terms=1, states=10_000)),
    CoverageSearch("three terms", Bounds(terms=3, log=2, requests=3, states=30_000)),
    CoverageSearch(
        "four terms, short appends", Bounds(terms=4, log=2, requests=3, states=30_000, options=ONE_ENTRY_OPTIONS)
    ),
    CoverageSearch(
        "lost elections", Bounds(servers=4, terms=5, requests=1, states=20_000), "staged", FIGURE8_GOALS[:1]
    ),
    CoverageSearch(
        "five servers, five terms", Bounds(servers=5, terms=5, requests=1, states=20_000), "staged", FIGURE8_GOALS[:1]
    ),
    CoverageSearch("five servers, second reign", Bounds(servers=5, states=10_000), "staged", FIGURE8_GOALS[:2]),
    CoverageSearch(
        "five servers, old commit", Bounds(servers=5, requests=2, states=10_000), "staged", EARLY_COMMIT_GOALS
    ),
    CoverageSearch(
        "five servers, two entries", Bounds(5, terms=3, log=2, requests=3, states=20_000), "staged", OVERWRITE_GOALS
    ),
)
"""Those that find most come first; each of them finds something that none before it does."""


class MutantCoverage(Record, frozen=True):
    """What came of one mutant: the hunt that found it and its figures, or none. worker_cpu_s: of all its hunts.

    `states`, `moves` and `events` are those of the hunt that found it: states looked at, moves of the shortest path,
    and events of the run that is shown. confirmed: live servers do the same.
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
    kit: Kit, scene: Scene, mutant_path: Path, coverage_searches: tuple[CoverageSearch, ...] = COVERAGE_SEARCHES
) -> MutantCoverage:
    """Search for what is wrong with one mutant, in the whole server and then in its own scene's."""
    spent_s = 0.0
    last = [each for each in kit.scenes if each.layer_class][-1]
    for upto in (last, scene) if scene != last else (last,):
        load = make_load_request(layers_around_mutant(kit, scene, mutant_path, upto), kit.message_modules(upto))
        for hunt in coverage_searches:
            with WorkerHosts(load) as hosts:  # its own for each: what one keeps counts against the memory of the next
                outcome = run_coverage_search(hosts, Codec(load.message_modules), scene, hunt)
            spent_s += outcome.cpu_s if outcome else 0.0
            if outcome is not None and outcome.verdict == "violated":
                return make_coverage(scene, mutant_path, hunt, outcome, spent_s, in_whole_server=upto is last)
    reason = unexplored_reasons(kit, scene).get(mutant_path.stem, "")
    return MutantCoverage(scene.id, mutant_path.stem, cpu_s=round(spent_s, 2), reason=reason)


def layers_around_mutant(kit: Kit, scene: Scene, mutant_path: Path, last_scene: Scene) -> tuple[LayerSource, ...]:
    """Return the layers up to those of `upto`, lowest first, with `file` for that of `scene`."""
    own = LayerSource(mutant_path.name, read_solution(kit, mutant_path), scene.layer_class)
    layers = [each for each in kit.scenes if each.layer_class and each.id <= last_scene.id]
    return tuple(own if each == scene else kit.solution_layer(each) for each in layers)


def run_coverage_search(
    hosts: WorkerHosts, codec: Codec, scene: Scene, coverage_search: CoverageSearch
) -> SearchResult | None:
    """Return what a hunt comes to; None where the server cannot be searched."""
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


def make_coverage(
    scene: Scene,
    mutant_path: Path,
    coverage_search: CoverageSearch,
    result: SearchResult,
    spent_s: float,
    in_whole_server: bool,
) -> MutantCoverage:
    """Return the row of a mutant that was found."""
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
    """Return why mutants of the scene are not found, by their names."""
    file = kit.reference / scene.id / "unexplored.toml"
    told = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return {mutant: group["why"] for group in told.values() for mutant in group["mutants"]}


def coverage_lines(rows: Iterable[MutantCoverage]) -> Iterator[str]:
    """Yield the rows as a table for a terminal."""
    yield f"{'mutant':<52} {'found by':<22} {'breaks':<24} {'moves':>5} {'states':>8} {'CPU s':>6}"
    for row in rows:
        told = row.hunt or ("not found" if row.reason else "NOT FOUND, no reason given")
        figures = f"{row.moves:>5} {row.states:>8,} {row.first_cpu_s:>6.2f}" if row.hunt else row.reason
        yield f"{row.scene + ' ' + row.mutant:<52} {told:<22} {row.broken or '':<24} {figures}".rstrip()


def coverage_page(rows: Iterable[MutantCoverage]) -> str:
    """Return the rows as a page of Markdown."""
    rows = tuple(rows)
    told = [
        PAGE_HEAD,
        "| hunt | bound |",
        "|---|---|",
        *(f"| {hunt.name} | {search_bound_text(hunt)} |" for hunt in COVERAGE_SEARCHES),
    ]
    for scene in dict.fromkeys(row.scene for row in rows):
        own = [row for row in rows if row.scene == scene]
        found = [row for row in own if row.hunt]
        told += [
            "",
            f"## {scene}: {len(found)} of {len(own)} found",
            "",
            *FOUND_TABLE_HEAD,
            *map(found_mutant_row, found),
        ]
        groups = dict.fromkeys(row.reason for row in own if not row.hunt)
        for reason in groups:
            names = ", ".join(row.mutant for row in own if not row.hunt and row.reason == reason)
            told += ["", f"Not found; {reason or 'nobody knows why yet'}: {names}."]
    return "\n".join(told) + "\n"


def search_bound_text(coverage_search: CoverageSearch) -> str:
    """Return the bound of a hunt in words, with its budget of states."""
    options = [
        name
        for name in UNTIMED_OPTIONS.__struct_fields__
        if getattr(UNTIMED_OPTIONS, name) != getattr(coverage_search.bounds.options, name)
    ]
    changed = "".join(f", {name} {getattr(coverage_search.bounds.options, name)}" for name in options)
    led = f"; led by {'; '.join(coverage_search.goals)}" if coverage_search.goals else ""
    return f"{coverage_search.bounds.text}{changed}; at most {coverage_search.bounds.states:,} states{led}"


def found_mutant_row(row: MutantCoverage) -> str:
    """Return one row of the page's table."""
    where = row.hunt if row.whole else f"{row.hunt} (own scene)"
    mark = "" if row.confirmed else " \\*"
    return (
        f"| {row.mutant} | `{row.broken}`{mark} | {where} | {row.moves} | {row.events} | {row.states:,} |"
        f" {row.first_cpu_s:.2f} |"
    )


FOUND_TABLE_HEAD = (
    "| wrong solution | breaks | hunt | moves | events shown | states | CPU s |",
    "|---|---|---|---:|---:|---:|---:|",
)
PAGE_HEAD = """# What the explorer finds by itself

Every wrong solution that the kit knows went through these searches from the initial state, in this order, until one
found it: no schedule, no hint, no test of its own. CPU s is the time of the search that found it, jail on.
At \\* the search breaks the promise, and live servers on the same path do not break it again.
Those that reference/*/unexplored.toml gives a reason for are not searched, unless with `--again`.
Written by `raftlab dev bench --mutants --write`.
"""
