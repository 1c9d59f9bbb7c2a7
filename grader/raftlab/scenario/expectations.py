"""Checking an `expect` line against the world: None if it is true, else what was seen instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from raftlab.scenario.language import parse_command
from raftlab.scenario.parsed_scenario import Statement
from raftlab.scenario.scripted_cluster import log_terms_text
from raftlab.server import LEADER, Apply, Command, Configuration, Entry, Reply
from raftlab.simulator.world import World
from raftlab.trace import Propose, configuration_label, entry_label
from raftlab.worker.responses import StepResponse
from raftlab.worker.wire import CallMethod


def check_expectation(statement: Statement, world: World) -> str | None:
    """Return what was seen instead of the expectation; None if it is true."""
    return EXPECTATION_CHECKS[statement.expectation](statement, world)


def expect_leads(statement: Statement, world: World) -> str | None:
    seen = world.running_servers.get(statement["name"])
    if seen is None:
        return f"{statement['name']} is down."
    if seen.role != LEADER or (statement["term"] and seen.currentTerm != int(statement["term"])):
        return f"{statement['name']} is a {seen.role} in term {seen.currentTerm}."
    return None


def expect_follows(statement: Statement, world: World) -> str | None:
    seen = world.running_servers.get(statement["name"])
    if seen is not None and seen.role == LEADER:
        return f"{statement['name']} leads term {seen.currentTerm}."
    return None


def expect_leader(statement: Statement, world: World) -> str | None:
    leading = [f"{s} leads term {v.currentTerm}" for s, v in sorted(world.running_servers.items()) if v.role == LEADER]
    if statement["none"] == "no":
        return f"{', '.join(leading)}." if leading else None
    return None if leading else "no server leads."


def expect_term(statement: Statement, world: World) -> str | None:
    return number_mismatch_text(
        statement, {s: world.view(s).currentTerm for s in statement.servers("names")}, "is in term"
    )


def expect_commit(statement: Statement, world: World) -> str | None:
    return number_mismatch_text(
        statement, {s: world.view(s).commitIndex for s in statement.servers("names")}, "has commitIndex"
    )


def expect_stored_length(statement: Statement, world: World) -> str | None:
    stored = {s: world.view(s).stored for s in statement.servers("names")}
    return number_mismatch_text(statement, stored, "stores")


def expect_role(statement: Statement, world: World) -> str | None:
    off = [f"{server} is a {world.view(server).role}" for server in statement.servers("names")]
    return join_sentence(seen for seen in off if not seen.endswith(f"is a {statement['role']}"))


def expect_vote(statement: Statement, world: World) -> str | None:
    expected = None if statement["vote"] == "free" else statement["vote"]
    votes = {server: world.view(server).votedFor for server in statement.servers("names")}
    return join_sentence(
        f"{server} has voted for {vote}" if vote else f"{server} has not voted"
        for server, vote in votes.items()
        if vote != expected
    )


def expect_machine(statement: Statement, world: World) -> str | None:
    expected = None if statement["value"] == "nothing" else statement["value"]
    off = []
    for server in statement.servers("names"):
        value = (*read_server_dict(world, server, "machine").get(statement["key"], ()), None)[0]
        if value != expected:
            off.append(f"on {server} {statement['key']} is {'nothing' if value is None else value}")
    return join_sentence(off)


def expect_entry_result(statement: Statement, world: World) -> str | None:
    off = []
    for server in statement.servers("names"):
        kept = read_server_dict(world, server, "results").get(int(statement["index"]), ("nothing",))
        outcome, value = (*kept, None, None)[:2]
        if outcome != statement["outcome"] or (statement["value"] and value != statement["value"]):
            off.append(
                f"entry {statement['index']} on {server} gave {outcome}{f' {value}' if value is not None else ''}"
            )
    return join_sentence(off)


def read_server_dict(world: World, server: str, attribute: str) -> dict[Any, tuple[Any, ...]]:
    """Return a dict attribute of a server, each value as a tuple; empty if it is down or has no such dict."""
    if server not in world.running_servers:
        return {}
    response = world.host.request(CallMethod(server, attribute))
    pairs = response.result if isinstance(response, StepResponse) else ()
    return {each[0]: each[1:] for each in pairs if isinstance(each, tuple) and each} if isinstance(pairs, tuple) else {}


def join_sentence(parts: Iterable[str]) -> str | None:
    """Return the parts as one sentence; None if there are none."""
    text = ", ".join(parts)
    return f"{text}." if text else None


def number_mismatch_text(statement: Statement, values: dict[str, int], verb: str) -> str | None:
    """Return the servers whose number is not as expected, as one sentence."""
    number, how = int(statement["n"]), statement["how"] or "is"
    holds: Callable[[int], bool] = {
        "is": lambda value: value == number,
        "at least": lambda value: value >= number,
        "below": lambda value: value < number,
    }[how]
    off = [f"{server} {verb} {value}" for server, value in values.items() if not holds(value)]
    return ", ".join(off) + "." if off else None


def expect_log(statement: Statement, world: World) -> str | None:
    expected = [] if statement["terms"] == "empty" else [int(word) for word in statement["terms"].split()]
    off = []
    for server in statement.servers("names"):
        entries = world.log_of(server)
        if [entry.term for entry in entries] != expected:
            off.append(f"the log of {server} is {log_terms_text(entries)}")
    return ", ".join(off) + "." if off else None


def expect_entry(statement: Statement, world: World) -> str | None:
    index = int(statement["index"])
    off = []
    for server in statement.servers("names"):
        entries = world.log_of(server)
        entry = entries[index - 1] if len(entries) >= index else None
        if not is_expected_entry(statement, entry):
            content = f"{entry_label(entry)} of term {entry.term}" if entry else "empty"
            off.append(f"entry {index} on {server} is {content}")
    return ", ".join(off) + "." if off else None


def is_expected_entry(statement: Statement, found_entry: Entry | None) -> bool:
    """Return whether the entry is as expected."""
    if statement["empty"]:
        return found_entry is None
    if found_entry is None:
        return False
    if statement["term"]:
        return found_entry.term == int(statement["term"])
    return is_same_command(found_entry.command, statement["command"])


def expect_applied(statement: Statement, world: World) -> str | None:
    servers = world.servers if statement["names"] == "all" else statement.servers("names")
    have = {
        event.server
        for event in world.events
        for effect in event.effects
        if isinstance(effect, Apply) and is_same_command(effect.command, statement["command"])
    }
    wrong = [server for server in servers if (server in have) == bool(statement["no"])]
    if not wrong:
        return None
    return f"{', '.join(wrong)} {'applied' if statement['no'] else 'did not apply'} {statement['command']}."


def expect_in_logs(statement: Statement, world: World) -> str | None:
    servers = statement.servers("names") or world.servers
    expected = statement["which"] != "no"
    off = [
        s for s in servers if any(is_same_command(e.command, statement["command"]) for e in world.log_of(s)) != expected
    ]
    if not off:
        return None
    verb = ("do not hold" if expected else "hold") if len(off) > 1 else ("does not hold" if expected else "holds")
    return f"{', '.join(off)} {verb} {statement['command']}."


def expect_client_hears(statement: Statement, world: World) -> str | None:
    calls = {
        (event.act.command.client, event.act.command.sequence)
        for event in world.events
        if isinstance(event.act, Propose) and is_same_command(event.act.command, statement["command"])
    }
    heard = [
        effect.outcome
        for event in world.events
        for effect in event.effects
        if isinstance(effect, Reply) and (effect.client, effect.sequence) in calls
    ]
    expected = statement["outcome"]
    if expected == "nothing":
        good = not heard
    elif expected == "no ok":
        good = "ok" not in heard
    elif expected == "an answer":
        good = bool(heard)
    else:
        good = expected in heard
    return None if good else f"the client of {statement['command']} heard {', '.join(heard) or 'nothing'}."


def expect_agree(statement: Statement, world: World) -> str | None:
    logs = {server: world.log_of(server) for server in world.servers if server in world.running_servers}
    if len(set(logs.values())) <= 1:
        return None
    texts = ", ".join(f"{server} has {log_terms_text(entries)}" for server, entries in logs.items())
    return f"the logs differ: {texts}."


def is_same_command(command: Command | None, command_text: str) -> bool:
    """Return whether `command` is the one in the text, for any client."""
    if command is None:
        return False
    expected = parse_command(command_text)
    fields = (command.operation, command.key, command.value, command.expected)
    return fields == (expected.operation, expected.key, expected.value, expected.expected)


def expect_configuration(statement: Statement, world: World) -> str | None:
    old = tuple(sorted(statement.servers("old"))) if statement["old"] else None
    expected = Configuration(
        tuple(sorted(statement.servers("voters"))), tuple(sorted(statement.servers("learners"))), old
    )
    off = []
    for server in statement.servers("names"):
        used = world.view(server).configuration or Configuration(world.initial_voters)
        if sorted_configuration(used) != expected:
            off.append(f"the configuration of {server} is {configuration_label(used)}")
    return join_sentence(off)


def sorted_configuration(configuration: Configuration) -> Configuration:
    """Return the configuration with its servers in order."""
    old = configuration.old_voters
    return Configuration(
        tuple(sorted(configuration.voters)),
        tuple(sorted(configuration.learners)),
        None if old is None else tuple(sorted(old)),
    )


def expect_compacted(statement: Statement, world: World) -> str | None:
    first = {server: (world.view(server).compacted or 0) + 1 for server in statement.servers("names")}
    return join_sentence(
        f"the log of {server} begins at {index}" for server, index in first.items() if index != int(statement["index"])
    )


EXPECTATION_CHECKS: dict[str, Callable[[Statement, World], str | None]] = {
    "leads": expect_leads,
    "follows": expect_follows,
    "leader": expect_leader,
    "term": expect_term,
    "commit": expect_commit,
    "log": expect_log,
    "entry": expect_entry,
    "applied": expect_applied,
    "role": expect_role,
    "vote": expect_vote,
    "machine": expect_machine,
    "result": expect_entry_result,
    "held": expect_in_logs,
    "hears": expect_client_hears,
    "configuration": expect_configuration,
    "compacted": expect_compacted,
    "stored": expect_stored_length,
    "agree": expect_agree,
}
