"""Clusters on bad networks: a leader is elected, links are cut, and the cluster runs on by itself."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from raftlab.checks import CheckFailure
from raftlab.checks.check_exceptions import CheckBlocked
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.random_check import UNKNOWN_RUN_RESULT
from raftlab.errors import (
    BadFrameError,
    NondeterminismError,
    SubmissionError,
    SubmissionRaisedError,
    SubmissionRejectedError,
    WorkerDiedError,
)
from raftlab.scenario.scripted_cluster import ScriptedCluster
from raftlab.server import LEADER, Entry, Options
from raftlab.simulator.act_replay import Run, trace_from_run
from raftlab.simulator.chaos import Chaos
from raftlab.simulator.fault_rates import NO_FAULTS
from raftlab.simulator.worker_request_tasks import RequestTask, run_task, run_tasks
from raftlab.simulator.world import World
from raftlab.trace import Boot, Crash, Cut, Heal, ServerView, Trace
from raftlab.worker.worker_hosts import Host

Topology = dict[str, Any]
EffectiveLeader = tuple[str, int] | None
"""A server and the term in which it leads a majority that it can reach."""

SETTLE_MS, WATCH_MS = 2400, 1800
"""How long a cluster has to settle, and how long it is watched then."""
STABLE_MS, SETTLE_ATTEMPTS = 600, 20
"""A cluster has settled once one server has led for STABLE_MS. If only one server can win and all others keep asking,
that depends on the drawn timeouts: a right cluster may need many times SETTLE_MS, and gets SETTLE_ATTEMPTS of them."""

SETTINGS = {
    "basic": Options(preVote=False, checkQuorum=False),
    "pre_vote": Options(preVote=True, checkQuorum=False),
    "check_quorum": Options(preVote=False, checkQuorum=True, sticky_votes=False),
    "both": Options(preVote=True, checkQuorum=True, sticky_votes=False),
}
SETTING_TEXTS = {
    "basic": "neither Pre-Vote nor CheckQuorum",
    "pre_vote": "Pre-Vote alone",
    "check_quorum": "CheckQuorum alone",
    "both": "Pre-Vote and CheckQuorum",
}
STABILITY_TEXTS = {
    "stable": "one server leads a majority that it can reach, and no term changes",
    "none": "no server leads a majority that it can reach",
    "unsettled": "leaders come and go, or none is found",
}
WATCH_SEED = 0
"""It decides the drawn timeouts. It is the same on every seed of the grading, and so is what a wrong server loses."""
SHOWN_EVENTS = 400
"""How many events of a failed run are shown; the rest repeats them."""


def read_topologies(path: Path) -> list[Topology]:
    """Return the topologies of the file; its head explains the keys."""
    return list(tomllib.loads(path.read_text(encoding="utf-8"))["topology"])


@dataclass(frozen=True)
class WatchResult:
    """The outcome of a run (stable, none or unsettled), its leaders in words, and its trace."""

    stability: str
    leaders_text: str
    trace: Trace


def watch_topology(lab: Lab, topology: Topology, setting: str, seed: int) -> WatchResult:
    """Run the cluster of `topology` in a fresh process, cut its links, and return the outcome."""
    host = lab.open_host()
    return run_task(host, watch_topology_task(lab, host, topology, setting, seed))


def check_all_topologies(lab: Lab, *settings: str) -> None:
    """Run every network in each of `settings`, side by side in one process; raise for the first that fails.

    That one is run again by itself. NondeterminismError if it does not fail then.
    """
    topologies, host = read_topologies(lab.scene.folder / "topologies.toml"), lab.open_host()
    cases = [(topology, setting) for topology in topologies for setting in settings]
    judged = [topology_failure_task(lab, host, *case, run) for run, case in enumerate(cases)]
    try:
        outcomes = run_tasks(host, judged, lambda outcome: outcome is not None)
    except (
        WorkerDiedError,
        BadFrameError,
        SubmissionRaisedError,
        SubmissionRejectedError,
    ):  # in one of them; running each by itself shows which
        outcomes = [UNKNOWN_RUN_RESULT] * len(cases)
    for (topology, setting), outcome in zip(cases, outcomes, strict=False):
        if outcome is None:
            continue
        lab.printed = ""
        broken = topology_failure(lab, topology, setting, watch_topology(lab, topology, setting, WATCH_SEED))
        if broken is not None:
            raise broken
        if outcome is not UNKNOWN_RUN_RESULT:
            seen = (
                outcome
                if isinstance(outcome, CheckFailure | CheckBlocked)
                else f"{case_name(topology, setting)}: {outcome}"
            )
            raise NondeterminismError(
                f"While other clusters ran in the same process, and not when this one ran alone: {seen}"
            )
        lab.close()


def topology_failure_task(
    lab: Lab, host: Host, topology: Topology, setting: str, run: int
) -> RequestTask[CheckFailure | CheckBlocked | SubmissionError | None]:
    """Run one cluster beside others and return its failure, None if there is none."""
    try:
        return topology_failure(
            lab, topology, setting, (yield from watch_topology_task(lab, host, topology, setting, WATCH_SEED, run))
        )
    except CheckFailure as broken:
        return broken


def topology_failure(
    lab: Lab, topology: Topology, setting: str, result: WatchResult
) -> CheckFailure | CheckBlocked | None:
    """Return why a run fails: a broken property, or another outcome than the topology names. None if it is right.

    CheckWaits if the outcome is another, and a red check judges the property that broke first.
    """
    expected, run = topology[setting], result.trace
    lab.record_violations(run.violations)
    foreign = lab.earlier_failures.foreign_violation(run.violations)
    if run.violations and not foreign:
        return CheckFailure(f"{case_name(topology, setting)}: {run.violations[0].seen}", trace=run)
    if expected in ("any", result.stability):
        return None
    if foreign:
        return lab.earlier_failures.wait_for_judge(foreign)
    shown = msgspec.structs.replace(run, events=run.events[:SHOWN_EVENTS])
    seen = f"{case_name(topology, setting)}: {result.leaders_text}. Expected: {STABILITY_TEXTS[expected]}."
    return CheckFailure(seen, trace=shown)


def case_name(topology: Topology, setting: str) -> str:
    """Return the name of a network in a setting, to begin a sentence with."""
    return f"{topology['name'].capitalize()}, with {SETTING_TEXTS[setting]}"


def watch_topology_task(
    lab: Lab, host: Host, topology: Topology, setting: str, seed: int, run: int = 0
) -> RequestTask[WatchResult]:
    """Run one cluster as a task whose requests another run can share."""
    names = tuple(f"S{n}" for n in range(1, topology["servers"] + 1))
    stage = ScriptedCluster(World(host, lab.codec, names, SETTINGS[setting], run_number=run))
    try:
        elect_and_cut_links(stage, topology)
        yield from Chaos(stage.world, seed, NO_FAULTS, stage.monitor, stop_at_first=False).continue_task(SETTLE_MS)
        if topology[setting] == "stable" and not topology.get("heals"):
            yield from settle_task(stage, seed)
        seen = len(stage.world.events)
        if topology.get("heals"):
            for source, to in sorted(stage.world.cut_links):
                stage.do_act(Heal(source, to))
        yield from Chaos(stage.world, seed + 1, NO_FAULTS, stage.monitor, stop_at_first=False).continue_task(WATCH_MS)
    except SubmissionError as error:
        error.trace = make_trace(lab, stage, topology, setting, seed)
        raise
    samples = sample_leaders(stage.world, seen)
    return WatchResult(stability_of(samples), leaders_text(samples), make_trace(lab, stage, topology, setting, seed))


def settle_task(stage: ScriptedCluster, seed: int) -> RequestTask[None]:
    """Run until one server has led a majority for STABLE_MS, at most SETTLE_ATTEMPTS times."""
    for more in range(1, SETTLE_ATTEMPTS + 1):
        recent = [event.step for event in stage.world.events if event.at_ms >= stage.world.now_ms - STABLE_MS]
        if stability_of(sample_leaders(stage.world, recent[0] if recent else len(stage.world.events))) == "stable":
            return
        yield from Chaos(stage.world, seed + 1000 * more, NO_FAULTS, stage.monitor, stop_at_first=False).continue_task(
            SETTLE_MS
        )


def elect_and_cut_links(stage: ScriptedCluster, topology: Topology) -> None:
    """Start the servers, let the first leader win and reach all others, then cut the links."""
    names = stage.world.servers
    behind = [f"S{n}" for n in topology.get("behind", ())]
    for name in names:
        log = (Entry(1),) if behind and name not in behind else ()
        stage.do_act(Boot(name, 1 if behind else 0, log))
    leader = f"S{topology['leader']}"
    others = tuple(name for name in names if name != leader)
    stage.campaign(leader, others)
    if stage.world.running_servers[leader].role != LEADER:
        role = stage.world.running_servers[leader].role
        raise CheckFailure(f"All links work. {leader} timed out and did not win: it is a {role}.")
    stage.heartbeat(leader, others)
    for number in topology.get("down", ()):
        stage.do_act(Crash(f"S{number}"))
    kept = {(f"S{a}", f"S{b}") for one, two in topology["links"] for a, b in ((one, two), (two, one))}
    kept |= {(f"S{a}", f"S{b}") for a, b in topology.get("one_way", ())}
    for source in names:
        for to in names:
            if source != to and (source, to) not in kept:
                stage.do_act(Cut(source, to))


def sample_leaders(world: World, skipped_events: int) -> list[EffectiveLeader]:
    """Return the effective leader after each event, from the last of the first `skipped_events` ones on."""
    views: dict[str, ServerView] = {}
    samples = []
    for number, event in enumerate(world.events, start=1):
        if event.server is not None and event.view is not None:
            views[event.server] = event.view
        if number >= skipped_events:
            samples.append(effective_leader(world, views))
    return samples


def effective_leader(world: World, views: dict[str, ServerView]) -> EffectiveLeader:
    """Return the server that leads a majority which it can reach, and its term; None if there is none."""
    for server, seen in sorted(views.items()):
        if seen.role == LEADER:
            led = [
                other
                for other, its in views.items()
                if other == server
                or (its.up and its.currentTerm == seen.currentTerm and is_linked(world, server, other))
            ]
            if 2 * len(led) > len(world.servers):
                return server, seen.currentTerm
    return None


def is_linked(world: World, first: str, second: str) -> bool:
    """Tell whether messages pass between two servers both ways."""
    return (first, second) not in world.cut_links and (second, first) not in world.cut_links


def stability_of(samples: list[EffectiveLeader]) -> str:
    """Return the stability of a run from its samples: none, stable or unsettled."""
    if all(sample is None for sample in samples):
        return "none"
    return "stable" if len(set(samples)) == 1 else "unsettled"


def leaders_text(samples: list[EffectiveLeader]) -> str:
    """Return the sampled leaders in words, without repetitions."""
    changes = [s for n, s in enumerate(samples) if n == 0 or s != samples[n - 1]]
    words = ["no leader that reaches a majority" if s is None else f"{s[0]} leading term {s[1]}" for s in changes[:6]]
    return ", then ".join(words) + (", and so on" if len(changes) > 6 else "")


def make_trace(lab: Lab, stage: ScriptedCluster, topology: Topology, setting: str, seed: int) -> Trace:
    """Return the trace of a run."""
    title = f"{topology['name']}, with {SETTING_TEXTS[setting]}"
    return trace_from_run(Run(stage.world, stage.monitor), scene=lab.scene.id, title=title, seed=seed)
