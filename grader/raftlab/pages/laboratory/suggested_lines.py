"""The lines of the scenario language that a session can run next: the page offers them on clicks and while typing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from raftlab.pages.laboratory.session import Session, expectation_lines
from raftlab.scenario.language import EXPECTATION_FORMS, SETUP_VERBS, STATEMENT_FORMS
from raftlab.scenario.scripted_cluster import MESSAGE_TYPES
from raftlab.server import LEADER
from raftlab.simulator.world import InFlight, World

MESSAGE_KINDS = {type_name: kind for kind, type_name in MESSAGE_TYPES.items()}
TIMER_NAME = re.compile("[a-z]+")
RUN_MS = 300
"""The virtual time of one click on `run`: longer than an election timeout."""


def runnable_line_forms() -> list[str]:
    """Return the form of each line that a session can run."""
    steps = [form for verb, (form, _) in STATEMENT_FORMS.items() if verb not in (*SETUP_VERBS, "fork", "expect")]
    return steps + [form for form, _ in EXPECTATION_FORMS.values()]


def suggested_lines(session: Session) -> list[str]:
    """Return the complete lines that can be run now, the commonest first."""
    world = session.runner.world
    command = suggested_command(session)
    return [
        *server_lines(world, command),
        *agree_and_learn_lines(session, command),
        *message_lines(world),
        *link_lines(world),
        f"run {RUN_MS}",
        *expectation_lines(session),
    ]


def suggested_command(session: Session) -> str:
    """Return the command that the page offers: x=1 first, then x=2, and so on."""
    calls = sum(line.startswith(("propose ", "agree ")) for line in session.lines[: session.position])
    return f"x={calls + 1}"


def server_lines(world: World, command: str) -> Iterator[str]:
    """Yield the lines that act on one server."""
    running = [server for server in world.servers if server in world.running_servers]
    yield from (f"elect {server}" for server in running if (server, "election") in world.timers)
    yield from (f"propose {server} {command}" for server in running)
    leaders = [server for server in running if world.running_servers[server].role == LEADER]
    for leader in leaders:
        others = [
            other for other in running if other != leader and not {(leader, other), (other, leader)} & world.cut_links
        ]
        if others:
            yield f"replicate {leader} -> {' '.join(others)}"
    yield from (f"heartbeat {leader} -> all" for leader in leaders if (leader, "heartbeat") in world.timers)
    yield from (f"timeout {server} {timer}" for server, timer in sorted(world.timers) if TIMER_NAME.fullmatch(timer))
    yield from (f"crash {server}" for server in running)
    yield from (f"restart {server}" for server in world.servers if server not in world.running_servers)


def agree_and_learn_lines(session: Session, command: str) -> Iterator[str]:
    """Yield `agree` and `learn` lines, for a server without timers: one that has no elections."""
    world = session.runner.world
    if not world.timers and world.running_servers:
        yield f"agree {command}"
        if any(line.startswith("agree ") for line in session.lines[: session.position]):
            yield "learn all"
            yield from (f"learn {server}" for server in world.servers if server in world.running_servers)


def message_lines(world: World) -> Iterator[str]:
    """Yield the lines that act on messages in flight."""
    names = [name for _, name in messages_in_flight(world)]
    if names:
        yield "deliver all"
    for verb in ("deliver", "drop", "duplicate"):
        yield from (f"{verb} {name}" for name in names)


def link_lines(world: World) -> Iterator[str]:
    """Yield the lines that cut and heal links."""
    if world.cut_links:
        yield "heal all"
    for server in world.servers:
        others = [other for other in world.servers if other != server]
        if others:
            yield f"partition {server} | {' '.join(others)}"
    for a, b in combinations(world.servers, 2):
        cuts = {(a, b), (b, a)} & world.cut_links
        yield f"{'heal' if cuts else 'cut'} {a} <-> {b}"
        for source, to in ((a, b), (b, a)):
            yield f"{'heal' if (source, to) in cuts else 'cut'} {source} -> {to}"


def messages_in_flight(world: World) -> list[tuple[InFlight, str]]:
    """Return each message in flight with its name in a line: its kind, its link, and its number on the link."""
    counts: dict[tuple[str, str, str], int] = {}
    named = []
    for message in world.in_flight:
        own_kind = MESSAGE_KINDS.get(type(message.message).__name__, "any")
        for kind in {own_kind, "any"}:
            key = (kind, message.source, message.to)
            counts[key] = counts.get(key, 0) + 1
        count = counts[own_kind, message.source, message.to]
        number = f" number {count}" if count > 1 else ""
        named.append((message, f"{own_kind} {message.source} -> {message.to}{number}"))
    return named
