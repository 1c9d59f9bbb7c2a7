"""Configurations as text, and servers that are placed in one: "S1 S2 S3", "S1 S2 + S3", joint "S1 S2 | S2 S3"."""

from __future__ import annotations

import itertools
from typing import Any

from raftlab.checks import CheckFailure, entry
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.server import (
    AppendEntries,
    AppendEntriesReply,
    Change,
    Command,
    Configuration,
    ConfigurationRequest,
    Entry,
    RequestVoteReply,
)

ADAPTER = "membership_adapter.py"
MOST_SERVERS = 12
"""So many servers two configurations of a check name at most."""
MATCH = {"S2": 3, "S3": 2, "S4": 3}
CHANGES = (
    *(("remove S3", False), ("learner S3", False), ("voter S4", False), ("learner S5", False), ("remove S4", False)),
    *(("remove S3 remove S2", True), ("voter S4", True), ("voter S4 remove S3", True), ("learner S5", True)),
)
"""A change of each kind, and whether it is joint; S4 may be a learner."""


def parse_configuration(text: str) -> Configuration:
    """Return the configuration that `text` describes."""
    sides, _, learners = text.partition("+")
    old, bar, new = sides.rpartition("|")
    return Configuration(tuple(new.split()), tuple(learners.split()), tuple(old.split()) if bar else None)


def configuration_text(configuration: Configuration | None) -> str:
    """Return the text of a configuration."""
    if configuration is None:
        return "the initial one"
    old = "" if configuration.old_voters is None else f"{' '.join(configuration.old_voters)} | "
    learners = f" + {' '.join(configuration.learners)}" if configuration.learners else ""
    return f"{old}{' '.join(configuration.voters)}{learners}"


def parse_change_request(text: str, *, joint: bool = False) -> ConfigurationRequest:
    """Return the request of an operator: "voter S4 remove S2"."""
    words = text.split()
    return ConfigurationRequest(tuple(Change(a, s) for a, s in zip(words[::2], words[1::2], strict=True)), joint)  # type: ignore[arg-type]


def make_log(*items: int | tuple[int, str]) -> list[Entry]:
    """Return a log: a term is an ordinary entry, (term, text) a configuration."""
    return [
        entry(item, index) if isinstance(item, int) else Entry(item[0], None, parse_configuration(item[1]))
        for index, item in enumerate(items, start=1)
    ]


def place_configured_server(lab: Lab, *items: int | tuple[int, str], **state: Any) -> PlacedServer:
    """Place S1, leader of term 2 unless `state` says otherwise, with this log. S1 S2 S3 voted at first.

    S2 and S3 are known to store what is committed, unless `state` has a match_index.
    """
    state = {"cluster": 3, "role": "leader", "term": 2} | state
    if state["role"] == "leader":
        state = {"match_index": dict.fromkeys(("S2", "S3"), state.get("commit_index", 0))} | state
    return lab.place("S1", log=make_log(*items), **state)


def all_known(index: int) -> dict[str, int]:
    """Return a matchIndex in which S2, S3 and the learner S4 store the log up to `index`."""
    return dict.fromkeys(("S2", "S3", "S4"), index)


def place_learner_and_leader(lab: Lab, configuration: str) -> PlacedServer:
    """Place S1, leader of term 2 in that configuration, which is committed. S2 and S4 store all of it, S3 less."""
    return place_configured_server(lab, 1, (2, configuration), 2, commit_index=3, match_index=MATCH)


def check_known_match(leader: PlacedServer, before: str, event: str) -> None:
    """CheckFailure if matchIndex of a server that place_learner_and_leader placed has moved; 0 for who joins."""
    if any(index != MATCH.get(server, 0) for server, index in leader.matchIndex.items()):
        raise CheckFailure(
            f"S1 leads; the configuration {before} is committed, and matchIndex was S2 3, S3 2, S4 3. Then came: "
            f"{event}. matchIndex was {leader.matchIndex}."
        )


def next_index_is_kept(step: ServerStep, before: dict[str, int], after: dict[str, int]) -> bool:
    """Tell whether nextIndex is what it was, or moved on with the entries that this step sent from there."""
    if after.keys() != before.keys():
        return False
    allowed = {server: {index} for server, index in before.items()}
    for to, message in step.sent_messages:
        if isinstance(message, AppendEntries) and message.prevLogIndex + 1 in allowed.get(to, ()):
            allowed[to].add(message.prevLogIndex + 1 + len(message.entries))
    return all(index in allowed[server] for server, index in after.items())


def log_text(log: tuple[Entry, ...] | list[Entry]) -> str:
    """Return a log in words: 1, 1, 2: S1 S2."""
    parts = [f"{e.term}" + (f": {configuration_text(e.configuration)}" if e.configuration else "") for e in log]
    return ", ".join(parts) or "empty"


def used_configuration_text(server: PlacedServer) -> str:
    """Return the configuration that a placed server uses, as text."""
    return configuration_text(server.observation.configuration or Configuration(("S1", "S2", "S3")))


def commit_in_term_4(server: PlacedServer, index: int) -> bool:
    """Let S1 win term 4, propose entry `index` and hear that S2 and S3 store it; return whether it committed it."""
    server.fire_timer("election")
    for voter in ("S2", "S3"):
        server.deliver(RequestVoteReply(4, voter, True))
    server.propose(Command("put", "x", "1"))
    for follower in ("S2", "S3"):
        server.deliver(AppendEntriesReply(4, follower, True, index - 1, index))
    return (server.role, server.commitIndex) == ("leader", index)


# ---- the safety property that a wrong configuration breaks -----------------------------------------------------------


def sides_of(configuration: Configuration) -> tuple[frozenset[str], ...]:
    """Return the voters of each side that has voters."""
    new, old = configuration.voters, configuration.old_voters
    return tuple(frozenset(voters) for voters in (new, old) if voters)


def can_both_decide(before: str, after: str) -> bool:
    """Tell whether two configurations, as text, have majorities without a common server: each may elect a leader.

    False if one of them is "refused", or names more servers than a check does.
    """
    first, second = (sides_of(parse_configuration(text)) for text in (before, after))
    servers = sorted(frozenset().union(*first, *second))
    if "refused" in (before, after) or len(servers) > MOST_SERVERS:
        return False
    sets = (frozenset(each) for size in range(len(servers) + 1) for each in itertools.combinations(servers, size))
    return any(is_majority(first, each) and is_majority(second, frozenset(servers) - each) for each in sets)


def is_majority(sides: tuple[frozenset[str], ...], servers: frozenset[str]) -> bool:
    """Tell whether the servers are a majority of each side; nobody decides where no side has voters."""
    return bool(sides) and all(2 * len(side & servers) > len(side) for side in sides)


def property_broken_in_force(server: PlacedServer, base: str = "S1 S2 S3") -> str:
    """Return ElectionSafety if other voters decide for a server than its own log says; "" if at most learners differ.

    base: the configuration in force if the log has none.
    """
    in_log = [each.configuration for each in server.log if each.configuration]
    expected = in_log[-1] if in_log else parse_configuration(base)
    used = server.observation.configuration or parse_configuration("S1 S2 S3")
    return "" if sides_of(used) == sides_of(expected) else "ElectionSafety"


def property_broken_by_append(leader: PlacedServer, count: int) -> str:
    """Return ElectionSafety if a configuration that a leader appended behind index `count` has other voters.

    "" if it is joint, or changes at most the learners: any of its majorities is one of the configuration before.
    """
    before = [each.configuration for each in leader.log[:count] if each.configuration]
    added = [each.configuration for each in leader.log[count:] if each.configuration]
    old = before[-1] if before else parse_configuration("S1 S2 S3")
    return "ElectionSafety" if any(not new.is_joint and sides_of(new) != sides_of(old) for new in added) else ""
