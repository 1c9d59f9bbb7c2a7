"""Is there one order of the clients' calls that explains every answer? (Herlihy and Wing 1990; Wing and Gong 1993)

A call begins when it first reaches a server, and ends with the first "ok" that any server says of it. A call without
one may have taken effect at any time since it began, or never; so may one that its client gave up, for a newer call of
its own, before the ok was said. Calls are judged key by key: linearizability is local.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from raftlab.server import OK, Command, Reply
from raftlab.trace import Event, Propose, Violation, command_label

STATE_LIMIT = 200_000
"""States that one search of a key's calls may visit; a search that spends them has no result."""
NO_END = 1 << 60


class Verdict(Enum):
    """The result of a search for an order: found, ruled out, or not decided within the budget."""

    OK = "ok"
    ILLEGAL = "illegal"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LinearizabilityResult:
    """The verdict on the calls of a run: an ILLEGAL one has a violation, an UNKNOWN one a reason."""

    verdict: Verdict
    violation: Violation | None = None
    undecided_reason: str = ""


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


def check_linearizability(events: Iterable[Event]) -> LinearizabilityResult:
    """Return whether one order explains every answer of a run; the violation is the first answer that none explains.

    One key without an order makes the run ILLEGAL, whatever the search of another key says.
    """
    calls = calls_of(events)
    undecided_calls: list[str] = []
    for key in sorted({call.command.key for call in calls}):
        mine = [call for call in calls if call.command.key == key and call.command.operation != "expire"]
        verdict = search_order(mine)
        if verdict is Verdict.ILLEGAL:
            return LinearizabilityResult(verdict, call_violation(first_unexplained_call(mine), key))
        if verdict is Verdict.UNKNOWN:
            undecided_calls.append(f"the {len(mine)} calls on {key}")
    if not undecided_calls:
        return LinearizabilityResult(Verdict.OK)
    reason = (
        f"the budget of {STATE_LIMIT:,} states was spent before one order was found, or ruled out, that explains every"
        f" answer: Linearizability is not decided for {', '.join(undecided_calls)}"
    )
    return LinearizabilityResult(Verdict.UNKNOWN, undecided_reason=reason)


def call_violation(call: Call, key: str) -> Violation:
    """Return the violation that the answer to `call` is."""
    value_text = f" {call.answer_value}" if call.answer_value is not None else ""
    label = command_label(call.command)
    seen = (
        f"{call.command.client} asked for {label} at step {call.start_step} and heard ok{value_text} at step"
        f" {call.end_step}: no order of the calls on {key} explains that answer."
    )
    return Violation("Linearizability", call.end_step, seen, commands=(label,))


def first_unexplained_call(calls: list[Call]) -> Call:
    """Return the call whose answer is the first that cannot be explained together with those before it.

    No order explains `calls`. Where the search of a part spends its budget, the next longer part is searched.
    """
    answered = sorted((call for call in calls if call.end_step != NO_END), key=lambda call: call.end_step)
    for call in answered[:-1]:
        known = [c if c.end_step <= call.end_step else Call(c.command, c.start_step, NO_END, None) for c in calls]
        if search_order([c for c in known if c.start_step < call.end_step]) is Verdict.ILLEGAL:
            return call
    return answered[-1]


def search_order(calls: list[Call]) -> Verdict:
    """Search an order of `calls`, which keeps what ended before something began, that gives every answer."""
    must = sum(1 << n for n, call in enumerate(calls) if call.end_step != NO_END)
    seen: set[tuple[int, str | None]] = set()
    stack: list[tuple[int, str | None]] = [(0, None)]
    while stack:
        done, state = stack.pop()
        if done & must == must:
            return Verdict.OK
        if (done, state) in seen:
            continue
        if len(seen) >= STATE_LIMIT:
            return Verdict.UNKNOWN
        seen.add((done, state))
        first_end = min(call.end_step for n, call in enumerate(calls) if not done >> n & 1)
        for n, call in enumerate(calls):
            if done >> n & 1 or call.start_step > first_end:
                continue
            after, value = apply_command(state, call.command)
            if call.end_step == NO_END or value == call.answer_value:
                stack.append((done | 1 << n, after))
    return Verdict.ILLEGAL


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
