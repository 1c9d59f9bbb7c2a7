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

from raftlab.errors import RaftlabError, SubmissionFault
from raftlab.explorer.bounds import FROZEN, Bounds
from raftlab.explorer.explore import Engine, Search
from raftlab.explorer.goals import parse_goal
from raftlab.explorer.outcome import Outcome
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.server import Options, Record
from raftlab.worker.host import WorkerHosts, load_request
from raftlab.worker.wire import Codec

COPIES = "entry at 1 on {} servers"
FIGURE8 = (
    COPIES.format(2),
    f"{COPIES.format(2)} and late rival at 1",
    f"{COPIES.format(3)} and rivals at 1 and leader of term 3",
)
"""Panels (a) to (c), by which a search of five servers is led."""

COMMITTED = (*FIGURE8[:2], "rivals at 1 and leader of term 3", "commit at 1 and rivals at 1")
"""A rule that commits too early, with a rival left."""
REFILLED = ("entry at 2 on 2 servers", "late rival at 1")
"""A leader of two entries, and a later one that writes over the first."""

SHORT = Options(preVote=False, checkQuorum=False, entriesPerAppend=1)
ASKING = Options(preVote=True, checkQuorum=False)
COUNTING = Options(preVote=False, checkQuorum=True)
FEW = Bounds(coarse=False, in_flight=2, duplicates=1)


@dataclass(frozen=True)
class Hunt:
    """One search that every mutant goes through until one finds it. `settings` are those of Search."""

    name: str
    bounds: Bounds
    engine: Engine = "breadth"
    goals: tuple[str, ...] = field(default=())


HUNTS = (
    Hunt("one term", Bounds(terms=1, log=2, coarse=False, states=20_000)),
    Hunt("two crashes", Bounds(terms=1, crashes=2)),
    Hunt("few messages", replace(FEW, terms=2, log=2, states=40_000)),
    Hunt("four servers", Bounds(servers=4, terms=1)),
    Hunt("short appends", Bounds(terms=1, log=2, coarse=False, states=20_000, options=SHORT)),
    Hunt("Pre-Vote", Bounds(terms=1, coarse=False, states=30_000, options=ASKING)),
    Hunt("two terms", Bounds(terms=2, log=2, requests=3)),
    Hunt("four terms", Bounds()),
    Hunt("five servers", Bounds(servers=5, states=4_000), "staged", FIGURE8),
    Hunt("elections", Bounds(terms=2, requests=0, coarse=False, states=20_000)),
    Hunt("elections, two crashes", Bounds(terms=2, requests=0, crashes=2, coarse=False, states=400_000)),
    Hunt("elections of four", Bounds(servers=4, terms=1, requests=0, coarse=False, states=20_000)),
    Hunt("CheckQuorum", Bounds(terms=1, coarse=False, states=20_000, options=COUNTING)),
    Hunt("CheckQuorum, two terms", Bounds(terms=2, states=20_000, options=COUNTING)),
    Hunt("CheckQuorum, five servers", Bounds(servers=5, terms=1, states=5_000, options=COUNTING)),
    Hunt("two servers", Bounds(servers=2, terms=1, log=3, crashes=1, states=20_000)),
    Hunt("two servers, any message", Bounds(2, terms=2, crashes=1, requests=1, coarse=False, states=20_000)),
    Hunt("two servers, few messages", replace(FEW, servers=2, terms=3, log=2, requests=2, states=120_000)),
    Hunt("three entries", Bounds(terms=1, log=3, coarse=False, states=30_000, options=SHORT)),
    Hunt("four servers, short appends", Bounds(servers=4, terms=1, log=2, states=20_000, options=SHORT)),
    Hunt("six servers", Bounds(servers=6, terms=1, states=10_000)),
    Hunt("three terms", Bounds(terms=3, log=2, requests=3, states=30_000)),
    Hunt("four terms, short appends", Bounds(terms=4, log=2, requests=3, states=30_000, options=SHORT)),
    Hunt("lost elections", Bounds(servers=4, terms=5, requests=1, states=20_000), "staged", FIGURE8[:1]),
    Hunt("five servers, five terms", Bounds(servers=5, terms=5, requests=1, states=20_000), "staged", FIGURE8[:1]),
    Hunt("five servers, second reign", Bounds(servers=5, states=10_000), "staged", FIGURE8[:2]),
    Hunt("five servers, old commit", Bounds(servers=5, requests=2, states=10_000), "staged", COMMITTED),
    Hunt("five servers, two entries", Bounds(5, terms=3, log=2, requests=3, states=20_000), "staged", REFILLED),
)
"""Those that find most come first; each of them finds something that none before it does."""


class Hunted(Record, frozen=True):
    """What came of one mutant: the hunt that found it and its figures, or none. cpu_s: of all its hunts.

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


def hunted(kit: Kit, scene: Scene, file: Path, hunts: tuple[Hunt, ...] = HUNTS) -> Hunted:
    """Search for what is wrong with one mutant, in the whole server and then in its own scene's."""
    spent_s = 0.0
    last = [each for each in kit.scenes if each.layer][-1]
    for upto in (last, scene) if scene != last else (last,):
        load = load_request(around(kit, scene, file, upto), kit.message_modules(upto))
        for hunt in hunts:
            with WorkerHosts(load) as hosts:  # its own for each: what one keeps counts against the memory of the next
                outcome = searched(hosts, Codec(load.message_modules), scene, hunt)
            spent_s += outcome.cpu_s if outcome else 0.0
            if outcome is not None and outcome.verdict == "violated":
                return found_by(scene, file, hunt, outcome, spent_s, whole=upto is last)
    reason = reasons(kit, scene).get(file.stem, "")
    return Hunted(scene.id, file.stem, cpu_s=round(spent_s, 2), reason=reason)


def around(kit: Kit, scene: Scene, file: Path, upto: Scene) -> tuple[LayerSource, ...]:
    """Return the layers up to those of `upto`, lowest first, with `file` for that of `scene`."""
    own = LayerSource(file.name, file.read_text(encoding="utf-8"), scene.layer)
    layers = [each for each in kit.scenes if each.layer and each.id <= upto.id]
    return tuple(own if each == scene else kit.solution(each) for each in layers)


def searched(hosts: WorkerHosts, codec: Codec, scene: Scene, hunt: Hunt) -> Outcome | None:
    """Return what a hunt comes to; None where the server cannot be searched."""
    goals = [parse_goal(goal) for goal in hunt.goals]
    search = Search(hosts.open, codec, hunt.bounds, scene=scene.id, engine=hunt.engine, goals=goals, symmetry=not goals)
    try:
        return search.run()
    except (SubmissionFault, RaftlabError):
        return None


def found_by(scene: Scene, file: Path, hunt: Hunt, outcome: Outcome, spent_s: float, whole: bool) -> Hunted:
    """Return the row of a mutant that was found."""
    events = len(outcome.trace.events) if outcome.trace else 0
    return Hunted(
        scene.id,
        file.stem,
        hunt.name,
        outcome.broken,
        whole,
        outcome.moves,
        events,
        outcome.states,
        round(outcome.cpu_s, 2),
        round(spent_s, 2),
        confirmed=outcome.confirmed,
    )


def reasons(kit: Kit, scene: Scene) -> dict[str, str]:
    """Return why mutants of the scene are not found, by their names."""
    file = kit.reference / scene.id / "unexplored.toml"
    told = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return {mutant: group["why"] for group in told.values() for mutant in group["mutants"]}


def lines(rows: Iterable[Hunted]) -> Iterator[str]:
    """Yield the rows as a table for a terminal."""
    yield f"{'mutant':<52} {'found by':<22} {'breaks':<24} {'moves':>5} {'states':>8} {'CPU s':>6}"
    for row in rows:
        told = row.hunt or ("not found" if row.reason else "NOT FOUND, no reason given")
        figures = f"{row.moves:>5} {row.states:>8,} {row.first_cpu_s:>6.2f}" if row.hunt else row.reason
        yield f"{row.scene + ' ' + row.mutant:<52} {told:<22} {row.broken or '':<24} {figures}".rstrip()


def page(rows: Iterable[Hunted]) -> str:
    """Return the rows as a page of Markdown."""
    rows = tuple(rows)
    told = [HEAD, "| hunt | bound |", "|---|---|", *(f"| {hunt.name} | {told_bound(hunt)} |" for hunt in HUNTS)]
    for scene in dict.fromkeys(row.scene for row in rows):
        own = [row for row in rows if row.scene == scene]
        found = [row for row in own if row.hunt]
        told += ["", f"## {scene}: {len(found)} of {len(own)} found", "", *FOUND, *map(found_row, found)]
        groups = dict.fromkeys(row.reason for row in own if not row.hunt)
        for reason in groups:
            names = ", ".join(row.mutant for row in own if not row.hunt and row.reason == reason)
            told += ["", f"Not found; {reason or 'nobody knows why yet'}: {names}."]
    return "\n".join(told) + "\n"


def told_bound(hunt: Hunt) -> str:
    """Return the bound of a hunt in words, with its budget of states."""
    options = [name for name in FROZEN.__struct_fields__ if getattr(FROZEN, name) != getattr(hunt.bounds.options, name)]
    changed = "".join(f", {name} {getattr(hunt.bounds.options, name)}" for name in options)
    led = f"; led by {'; '.join(hunt.goals)}" if hunt.goals else ""
    return f"{hunt.bounds.words}{changed}; at most {hunt.bounds.states:,} states{led}"


def found_row(row: Hunted) -> str:
    """Return one row of the page's table."""
    where = row.hunt if row.whole else f"{row.hunt} (own scene)"
    mark = "" if row.confirmed else " \\*"
    return (
        f"| {row.mutant} | `{row.broken}`{mark} | {where} | {row.moves} | {row.events} | {row.states:,} |"
        f" {row.first_cpu_s:.2f} |"
    )


FOUND = (
    "| wrong solution | breaks | hunt | moves | events shown | states | CPU s |",
    "|---|---|---|---:|---:|---:|---:|",
)
HEAD = """# What the explorer finds by itself

Every wrong solution that the kit knows went through these searches from the initial state, in this order, until one
found it: no schedule, no hint, no test of its own. CPU s is the time of the search that found it, jail on.
At \\* the search breaks the promise, and live servers on the same path do not break it again.
Those that reference/*/unexplored.toml gives a reason for are not searched, unless with `--again`.
Written by `raftlab dev bench --mutants --write`.
"""
