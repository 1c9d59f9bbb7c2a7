"""What an `expect` line claims, judged against the world: None where it holds, else what was seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from raftlab.scenario.language import Statement, command_of
from raftlab.server import LEADER, Apply, Command, Entry, Reply
from raftlab.simulator.world import World
from raftlab.trace import Propose, label
from raftlab.worker.answers import Stepped
from raftlab.worker.wire import Call


def judge(claim: Statement, world: World) -> str | None:
    """Return what was seen instead of what `claim` expects, None where it holds."""
    return CLAIMS[claim.claim](claim, world)


def leads(claim: Statement, world: World) -> str | None:
    seen = world.up.get(claim["name"])
    if seen is None:
        return f"{claim['name']} is down."
    if seen.role != LEADER or (claim["term"] and seen.currentTerm != int(claim["term"])):
        return f"{claim['name']} is {seen.role} in term {seen.currentTerm}."
    return None


def follows(claim: Statement, world: World) -> str | None:
    seen = world.up.get(claim["name"])
    if seen is not None and seen.role == LEADER:
        return f"{claim['name']} leads term {seen.currentTerm}."
    return None


def leader(claim: Statement, world: World) -> str | None:
    leading = [f"{s} leads term {v.currentTerm}" for s, v in sorted(world.up.items()) if v.role == LEADER]
    if claim["none"] == "no":
        return f"{', '.join(leading)}." if leading else None
    return None if leading else "no server leads."


def term(claim: Statement, world: World) -> str | None:
    return numbers(claim, {s: world.view(s).currentTerm for s in claim.names("names")}, "is in term")


def commit(claim: Statement, world: World) -> str | None:
    return numbers(claim, {s: world.view(s).commitIndex for s in claim.names("names")}, "has commitIndex")


def role(claim: Statement, world: World) -> str | None:
    off = [f"{server} is {world.view(server).role}" for server in claim.names("names")]
    return words_of(seen for seen in off if not seen.endswith(f"is {claim['role']}"))


def vote(claim: Statement, world: World) -> str | None:
    wanted = None if claim["vote"] == "free" else claim["vote"]
    votes = {server: world.view(server).votedFor for server in claim.names("names")}
    return words_of(f"{server} has voted for {given or 'nobody'}" for server, given in votes.items() if given != wanted)


def machine(claim: Statement, world: World) -> str | None:
    wanted = None if claim["value"] == "nothing" else claim["value"]
    off = []
    for server in claim.names("names"):
        held = asked(world, server, "machine").get(claim["key"], (None,))[0]
        if held != wanted:
            off.append(f"on {server} {claim['key']} is {'nothing' if held is None else held}")
    return words_of(off)


def result(claim: Statement, world: World) -> str | None:
    off = []
    for server in claim.names("names"):
        outcome, value = (*asked(world, server, "results").get(int(claim["index"]), ("nothing",)), None)[:2]
        if outcome != claim["outcome"] or (claim["value"] and value != claim["value"]):
            off.append(f"on {server} entry {claim['index']} gave {outcome}{f' {value}' if value is not None else ''}")
    return words_of(off)


def asked(world: World, server: str, attribute: str) -> dict[Any, tuple[Any, ...]]:
    """Return a dict that a server holds, each value as a tuple; empty where it is down or holds something else."""
    if server not in world.up:
        return {}
    answer = world.host.ask(Call(server, attribute))
    pairs = answer.result if isinstance(answer, Stepped) else ()
    return {each[0]: each[1:] for each in pairs if isinstance(each, tuple)} if isinstance(pairs, tuple) else {}


def words_of(off: Iterable[str]) -> str | None:
    """Return what was seen as one sentence, None where nothing was."""
    told = ", ".join(off)
    return f"{told}." if told else None


def numbers(claim: Statement, values: dict[str, int], verb: str) -> str | None:
    """Return the servers whose number is not as the claim has it."""
    wanted, how = int(claim["n"]), claim["how"]
    holds: Callable[[int], bool] = {
        "is": lambda value: value == wanted,
        "at least": lambda value: value >= wanted,
        "below": lambda value: value < wanted,
    }[how]
    off = [f"{server} {verb} {value}" for server, value in values.items() if not holds(value)]
    return ", ".join(off) + "." if off else None


def log(claim: Statement, world: World) -> str | None:
    wanted = [] if claim["terms"] == "empty" else [int(word) for word in claim["terms"].split()]
    off = []
    for server in claim.names("names"):
        terms = [entry.term for entry in world.log_of(server)]
        if terms != wanted:
            off.append(f"{server} has the log of terms {' '.join(map(str, terms)) or '(empty)'}")
    return ", ".join(off) + "." if off else None


def entry(claim: Statement, world: World) -> str | None:
    index = int(claim["index"])
    off = []
    for server in claim.names("names"):
        entries = world.log_of(server)
        there = entries[index - 1] if len(entries) >= index else None
        if not entry_fits(claim, there):
            off.append(f"on {server} it is {f'{label(there.command)} of term {there.term}' if there else 'empty'}")
    return ", ".join(off) + "." if off else None


def entry_fits(claim: Statement, there: Entry | None) -> bool:
    """Tell whether the entry is as the claim has it."""
    if claim["empty"]:
        return there is None
    if there is None:
        return False
    if claim["term"]:
        return there.term == int(claim["term"])
    return same(there.command, claim["command"])


def applied(claim: Statement, world: World) -> str | None:
    servers = world.servers if claim["names"] == "all" else claim.names("names")
    have = {
        event.server
        for event in world.events
        for effect in event.effects
        if isinstance(effect, Apply) and same(effect.command, claim["command"])
    }
    wrong = [server for server in servers if (server in have) == bool(claim["no"])]
    if not wrong:
        return None
    return f"{', '.join(wrong)} {'applied' if claim['no'] else 'did not apply'} {claim['command']}."


def held(claim: Statement, world: World) -> str | None:
    servers = claim.names("names") or world.servers
    wanted = claim["which"] != "no"
    off = [s for s in servers if any(same(e.command, claim["command"]) for e in world.log_of(s)) != wanted]
    if not off:
        return None
    verb = ("do not hold" if wanted else "hold") if len(off) > 1 else ("does not hold" if wanted else "holds")
    return f"{', '.join(off)} {verb} {claim['command']}."


def hears(claim: Statement, world: World) -> str | None:
    calls = {
        (event.act.command.client, event.act.command.sequence)
        for event in world.events
        if isinstance(event.act, Propose) and same(event.act.command, claim["command"])
    }
    heard = [
        effect.outcome
        for event in world.events
        for effect in event.effects
        if isinstance(effect, Reply) and (effect.client, effect.sequence) in calls
    ]
    wanted = claim["outcome"]
    if wanted == "nothing":
        good = not heard
    elif wanted == "no ok":
        good = "ok" not in heard
    elif wanted == "an answer":
        good = bool(heard)
    else:
        good = wanted in heard
    return None if good else f"the client of {claim['command']} heard {', '.join(heard) or 'nothing'}."


def agree(claim: Statement, world: World) -> str | None:
    logs = {server: world.log_of(server) for server in world.servers if server in world.up}
    if len(set(logs.values())) <= 1:
        return None
    told = "; ".join(
        f"{server}: {' '.join(str(e.term) for e in entries) or 'empty'}" for server, entries in logs.items()
    )
    return f"the logs by their terms are {told}."


def same(command: Command | None, words: str) -> bool:
    """Tell whether `command` does what the words say, whoever asked for it."""
    if command is None:
        return False
    wanted = command_of(words)
    mine = (command.operation, command.key, command.value, command.expected)
    return mine == (wanted.operation, wanted.key, wanted.value, wanted.expected)


CLAIMS: dict[str, Callable[[Statement, World], str | None]] = {
    "leads": leads,
    "follows": follows,
    "leader": leader,
    "term": term,
    "commit": commit,
    "log": log,
    "entry": entry,
    "applied": applied,
    "role": role,
    "vote": vote,
    "machine": machine,
    "result": result,
    "held": held,
    "hears": hears,
    "agree": agree,
}
