"""Clusters on bad networks: a leader is elected, links go, and the cluster is watched while it goes on by itself."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from raftlab.checks import Broken
from raftlab.checks.lab import Lab
from raftlab.errors import BadFrame, Died, NotDeterministic, Raised, Rejected, SubmissionFault
from raftlab.scenario.stage import Stage
from raftlab.server import LEADER, Entry, Options
from raftlab.simulator.asking import Asking, abreast, alone
from raftlab.simulator.chaos import Chaos
from raftlab.simulator.check import UNSEEN
from raftlab.simulator.faults import CALM
from raftlab.simulator.replay import Run, trace_of
from raftlab.simulator.world import World
from raftlab.trace import Boot, Crash, Cut, Heal, Trace, View
from raftlab.worker.host import Host

Topology = dict[str, Any]
Leading = tuple[str, int] | None
"""A server and the term in which it leads a majority that it can reach."""

SETTLE_MS, WATCH_MS = 2400, 1800
"""How long a cluster has to settle, and how long it is watched then."""
QUIET_MS, PATIENCE = 600, 20
"""A cluster that must settle has once one server has led so long. Where only one server can win and all others keep
asking it, that takes a lucky draw: a right cluster may need many times SETTLE_MS, and gets at most so many more."""

SETTINGS = {
    "basic": Options(preVote=False, checkQuorum=False),
    "pre_vote": Options(preVote=True, checkQuorum=False),
    "check_quorum": Options(preVote=False, checkQuorum=True, sticky_votes=False),
    "both": Options(preVote=True, checkQuorum=True, sticky_votes=False),
}
IN_WORDS = {
    "basic": "neither Pre-Vote nor CheckQuorum",
    "pre_vote": "Pre-Vote alone",
    "check_quorum": "CheckQuorum alone",
    "both": "Pre-Vote and CheckQuorum",
}
MEANT = {
    "stable": "one server leads a majority that it can reach, and no term changes",
    "none": "no server leads a majority that it can reach",
    "unsettled": "leaders come and go, or none is found",
}
SHOWN = 400
"""How many events of a run are shown: what goes wrong repeats itself."""


def read_topologies(path: Path) -> list[Topology]:
    """Return the topologies of the file; its head explains the keys."""
    return list(tomllib.loads(path.read_text(encoding="utf-8"))["topology"])


@dataclass(frozen=True)
class Watched:
    """What a run came to: stable, none or unsettled; what was seen; and the run itself."""

    outcome: str
    seen: str
    trace: Trace


def watch(lab: Lab, topology: Topology, setting: str, seed: int) -> Watched:
    """Let the cluster of `topology`, in a fresh process, lose its links and go on; return what came of it."""
    host = lab.open()
    return alone(host, watching(lab, host, topology, setting, seed))


def watch_all(lab: Lab, *settings: str) -> None:
    """Watch every network in each of `settings`, side by side in one process; raise for the first that goes wrong.

    That one is watched again by itself. NotDeterministic where nothing goes wrong then.
    """
    topologies, host = read_topologies(lab.scene.folder / "topologies.toml"), lab.open()
    cases = [(topology, setting) for topology in topologies for setting in settings]
    judged = [judging(lab, host, *case, run) for run, case in enumerate(cases)]
    try:
        outcomes = abreast(host, judged, lambda outcome: outcome is not None)
    except (Died, BadFrame, Raised, Rejected):  # in one of them: which, is seen when each runs by itself
        outcomes = [UNSEEN] * len(cases)
    for (topology, setting), outcome in zip(cases, outcomes, strict=False):
        if outcome is None:
            continue
        lab.printed = ""
        broken = wrong(topology, setting, watch(lab, topology, setting, lab.seed))
        if broken is not None:
            raise broken
        if outcome is not UNSEEN:
            seen = outcome if isinstance(outcome, Broken) else f"{name(topology, setting)}: {outcome}"
            raise NotDeterministic(
                f"While other clusters ran in the same process, and not when this one ran alone: {seen}"
            )
        lab.close()


def judging(
    lab: Lab, host: Host, topology: Topology, setting: str, run: int
) -> Asking[Broken | SubmissionFault | None]:
    """Watch one cluster beside others, and return what goes wrong with it."""
    try:
        return wrong(topology, setting, (yield from watching(lab, host, topology, setting, lab.seed, run)))
    except Broken as broken:
        return broken


def wrong(topology: Topology, setting: str, found: Watched) -> Broken | None:
    """Return what breaks, or what else came of a network than must."""
    wanted, run = topology[setting], found.trace
    if run.violations:
        return Broken(f"{name(topology, setting)}: {run.violations[0].seen}", trace=run)
    if wanted in ("any", found.outcome):
        return None
    shown = msgspec.structs.replace(run, events=run.events[:SHOWN])
    seen = f"{name(topology, setting)}: {found.seen}. What must come of it: {MEANT[wanted]}."
    return Broken(seen, trace=shown)


def name(topology: Topology, setting: str) -> str:
    """Return what a network in a setting is called where a sentence begins."""
    return f"{topology['name'].capitalize()}, with {IN_WORDS[setting]}"


def watching(lab: Lab, host: Host, topology: Topology, setting: str, seed: int, run: int = 0) -> Asking[Watched]:
    """Watch one cluster, and ask its servers on the way."""
    names = tuple(f"S{n}" for n in range(1, topology["servers"] + 1))
    stage = Stage(World(host, lab.codec, names, SETTINGS[setting], run=run))
    try:
        begin(stage, topology)
        yield from Chaos(stage.world, seed, CALM, stage.monitor, to_first=False).drifting(SETTLE_MS)
        if topology[setting] == "stable" and not topology.get("heals"):
            yield from settling(stage, seed)
        seen = len(stage.world.events)
        if topology.get("heals"):
            for source, to in sorted(stage.world.cuts):
                stage.do(Heal(source, to))
        yield from Chaos(stage.world, seed + 1, CALM, stage.monitor, to_first=False).drifting(WATCH_MS)
    except SubmissionFault as fault:
        fault.trace = told(lab, stage, topology, setting, seed)
        raise
    samples = sampled(stage.world, seen)
    return Watched(outcome(samples), in_words(samples), told(lab, stage, topology, setting, seed))


def settling(stage: Stage, seed: int) -> Asking[None]:
    """Let the cluster go on until one server has led a majority for a while, as long as patience lasts."""
    for more in range(1, PATIENCE + 1):
        recent = [event.step for event in stage.world.events if event.at_ms >= stage.world.now - QUIET_MS]
        if outcome(sampled(stage.world, recent[0] if recent else len(stage.world.events))) == "stable":
            return
        yield from Chaos(stage.world, seed + 1000 * more, CALM, stage.monitor, to_first=False).drifting(SETTLE_MS)


def begin(stage: Stage, topology: Topology) -> None:
    """Start the servers, let the first leader win and be heard by all, then take the links away."""
    names = stage.world.servers
    behind = [f"S{n}" for n in topology.get("behind", ())]
    for name in names:
        log = (Entry(1),) if behind and name not in behind else ()
        stage.do(Boot(name, 1 if behind else 0, log))
    leader = f"S{topology['leader']}"
    others = tuple(name for name in names if name != leader)
    stage.campaign(leader, others)
    if stage.world.up[leader].role != LEADER:
        raise Broken(f"With every link well {leader} timed out, and did not win: it is {stage.world.up[leader].role}.")
    stage.heartbeat(leader, others)
    for number in topology.get("down", ()):
        stage.do(Crash(f"S{number}"))
    kept = {(f"S{a}", f"S{b}") for one, two in topology["links"] for a, b in ((one, two), (two, one))}
    kept |= {(f"S{a}", f"S{b}") for a, b in topology.get("one_way", ())}
    for source in names:
        for to in names:
            if source != to and (source, to) not in kept:
                stage.do(Cut(source, to))


def sampled(world: World, seen: int) -> list[Leading]:
    """Return who led a majority that it could reach, before the event after the first `seen` ones and at each after."""
    views: dict[str, View] = {}
    samples = []
    for number, event in enumerate(world.events, start=1):
        if event.server is not None and event.view is not None:
            views[event.server] = event.view
        if number >= seen:
            samples.append(effective(world, views))
    return samples


def effective(world: World, views: dict[str, View]) -> Leading:
    """Return the server, and its term, that leads a majority which it can reach; None where there is none."""
    for server, seen in sorted(views.items()):
        if seen.role == LEADER:
            led = [
                other
                for other, its in views.items()
                if other == server or (its.up and its.currentTerm == seen.currentTerm and linked(world, server, other))
            ]
            if 2 * len(led) > len(world.servers):
                return server, seen.currentTerm
    return None


def linked(world: World, one: str, two: str) -> bool:
    """Tell whether messages pass between two servers both ways."""
    return (one, two) not in world.cuts and (two, one) not in world.cuts


def outcome(samples: list[Leading]) -> str:
    """Return what the samples amount to."""
    if all(sample is None for sample in samples):
        return "none"
    return "stable" if len(set(samples)) == 1 else "unsettled"


def in_words(samples: list[Leading]) -> str:
    """Return what was seen, sample by sample, repetitions left out."""
    changes = [s for n, s in enumerate(samples) if n == 0 or s != samples[n - 1]]
    words = ["no leader that reaches a majority" if s is None else f"{s[0]} leading term {s[1]}" for s in changes[:6]]
    return ", then ".join(words) + (", and so on" if len(changes) > 6 else "")


def told(lab: Lab, stage: Stage, topology: Topology, setting: str, seed: int) -> Trace:
    """Return the run."""
    title = f"{topology['name']}, with {IN_WORDS[setting]}"
    return trace_of(Run(stage.world, stage.monitor), scene=lab.scene.id, title=title, seed=seed)
