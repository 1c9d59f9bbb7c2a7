"""Is there one order of the clients' calls that explains every answer? (Herlihy and Wing 1990; Wing and Gong 1993)

A call begins when it first reaches a server, and ends with the first "ok" that any server says of it. A call without
one may have taken effect at any time since it began, or never; so may one that its client gave up, for a newer call of
its own, before the ok was said. Calls are judged key by key: linearizability is local.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from raftlab.server import OK, Command, Reply
from raftlab.trace import Event, Propose, Violation, label

LIMIT_STATES = 200_000
"""States that one key's search may visit; a search that is cut short finds nothing to blame."""
NEVER = 1 << 60


@dataclass(frozen=True, slots=True)
class Call:
    """One call: its command, the steps at which it began and ended (NEVER), and the value it was told."""

    command: Command
    began: int
    ended: int
    value: str | None


def calls_of(events: Iterable[Event]) -> list[Call]:
    """Return the calls of a run in the order in which they began. Calls without a client's name are left out."""
    began: dict[tuple[str, int], tuple[Command, int]] = {}
    ended: dict[tuple[str, int], tuple[int, str | None]] = {}
    newest: dict[str, int] = {}
    for event in events:
        if isinstance(event.act, Propose) and event.act.command.client:
            command = event.act.command
            began.setdefault((command.client, command.sequence), (command, event.step))
            newest[command.client] = max(newest.get(command.client, 0), command.sequence)
        for effect in event.effects:
            if isinstance(effect, Reply) and effect.outcome == OK and effect.sequence == newest.get(effect.client):
                ended.setdefault((effect.client, effect.sequence), (event.step, effect.value))
    return [Call(command, step, *ended.get(name, (NEVER, None))) for name, (command, step) in began.items()]


def nonlinearizable(events: Iterable[Event]) -> Violation | None:
    """Return the violation for the first answer that no order of the calls explains, None where all are explained."""
    calls = calls_of(events)
    for key in sorted({call.command.key for call in calls}):
        mine = [call for call in calls if call.command.key == key and call.command.operation != "expire"]
        culprit = first_unexplained(mine)
        if culprit is not None:
            told = f" {culprit.value}" if culprit.value is not None else ""
            seen = (
                f"{culprit.command.client} asked for {label(culprit.command)} at step {culprit.began} and heard"
                f" ok{told} at step {culprit.ended}: no order of the calls on {key} explains that answer."
            )
            return Violation("Linearizability", culprit.ended, seen, commands=(label(culprit.command),))
    return None


def first_unexplained(calls: list[Call]) -> Call | None:
    """Return the call whose answer is the first that cannot be explained together with those before it."""
    if explained(calls):
        return None
    for call in sorted((c for c in calls if c.ended != NEVER), key=lambda c: c.ended):
        known = [c if c.ended <= call.ended else Call(c.command, c.began, NEVER, None) for c in calls]
        if not explained([c for c in known if c.began < call.ended]):
            return call
    return None


def explained(calls: list[Call]) -> bool:
    """Tell whether some order of `calls`, which keeps what ended before something began, gives every answer."""
    must = sum(1 << n for n, call in enumerate(calls) if call.ended != NEVER)
    seen: set[tuple[int, str | None]] = set()
    stack: list[tuple[int, str | None]] = [(0, None)]
    while stack:
        done, state = stack.pop()
        if done & must == must:
            return True
        if (done, state) in seen:
            continue
        seen.add((done, state))
        if len(seen) > LIMIT_STATES:
            return True
        first_end = min(call.ended for n, call in enumerate(calls) if not done >> n & 1)
        for n, call in enumerate(calls):
            if done >> n & 1 or call.began > first_end:
                continue
            after, value = effect(state, call.command)
            if call.ended == NEVER or value == call.value:
                stack.append((done | 1 << n, after))
    return False


def effect(state: str | None, command: Command) -> tuple[str | None, str | None]:
    """Return the key's value after the command, and what the command returns."""
    match command.operation:
        case "put":
            return command.value, None
        case "append":
            return (state or "") + command.value, None
        case "delete":
            return None, None
        case "cas":
            return (command.value if (state or "") == command.expected else state), state
        case "get":
            return state, state
    return state, None
