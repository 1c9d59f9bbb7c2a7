"""Is there one order of the clients' calls that explains every answer? (Herlihy and Wing 1990; Wing and Gong 1993)

A call begins when it first reaches a server, and ends with the first "ok" that any server says of it. A call without
one may have taken effect at any time since it began, or never; so may one that its client gave up, for a newer call of
its own, before the ok was said. Calls are judged key by key: linearizability is local.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from raftlab.server import OK, Command, Reply
from raftlab.trace import Event, Propose, Violation, command_label

STATE_LIMIT = 200_000
"""States that one key's search may visit; a search that is cut short finds nothing to blame."""
NO_END = 1 << 60


@dataclass(frozen=True, slots=True)
class Call:
    """One call: its command, the steps at which it began and ended (NEVER), and the value it was told."""

    command: Command
    start_step: int
    end_step: int
    answer_value: str | None


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
    return [Call(command, step, *ended.get(name, (NO_END, None))) for name, (command, step) in began.items()]


def linearizability_violation(events: Iterable[Event]) -> Violation | None:
    """Return the violation for the first answer that no order of the calls explains, None where all are explained."""
    calls = calls_of(events)
    for key in sorted({call.command.key for call in calls}):
        mine = [call for call in calls if call.command.key == key and call.command.operation != "expire"]
        culprit = first_unexplained_call(mine)
        if culprit is not None:
            told = f" {culprit.answer_value}" if culprit.answer_value is not None else ""
            seen = (
                f"{culprit.command.client} asked for {command_label(culprit.command)} at step {culprit.start_step} and heard"
                f" ok{told} at step {culprit.end_step}: no order of the calls on {key} explains that answer."
            )
            return Violation("Linearizability", culprit.end_step, seen, commands=(command_label(culprit.command),))
    return None


def first_unexplained_call(calls: list[Call]) -> Call | None:
    """Return the call whose answer is the first that cannot be explained together with those before it."""
    if is_linearizable(calls):
        return None
    for call in sorted((c for c in calls if c.end_step != NO_END), key=lambda c: c.end_step):
        known = [c if c.end_step <= call.end_step else Call(c.command, c.start_step, NO_END, None) for c in calls]
        if not is_linearizable([c for c in known if c.start_step < call.end_step]):
            return call
    return None


def is_linearizable(calls: list[Call]) -> bool:
    """Tell whether some order of `calls`, which keeps what ended before something began, gives every answer."""
    must = sum(1 << n for n, call in enumerate(calls) if call.end_step != NO_END)
    seen: set[tuple[int, str | None]] = set()
    stack: list[tuple[int, str | None]] = [(0, None)]
    while stack:
        done, state = stack.pop()
        if done & must == must:
            return True
        if (done, state) in seen:
            continue
        seen.add((done, state))
        if len(seen) > STATE_LIMIT:
            return True
        first_end = min(call.end_step for n, call in enumerate(calls) if not done >> n & 1)
        for n, call in enumerate(calls):
            if done >> n & 1 or call.start_step > first_end:
                continue
            after, value = apply_command(state, call.command)
            if call.end_step == NO_END or value == call.answer_value:
                stack.append((done | 1 << n, after))
    return False


def apply_command(old_value: str | None, command: Command) -> tuple[str | None, str | None]:
    """Return the key's value after the command, and what the command returns."""
    match command.operation:
        case "put":
            return command.value, None
        case "append":
            return (old_value or "") + command.value, None
        case "delete":
            return None, None
        case "cas":
            return (command.value if (old_value or "") == command.expected else old_value), old_value
        case "get":
            return old_value, old_value
    return old_value, None
