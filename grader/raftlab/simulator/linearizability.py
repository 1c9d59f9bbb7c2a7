"""Linearizability of a run: is there one order of the clients' calls that explains every answer?

A call begins when it first reaches a server, and ends with the first "ok" that any server says of it. A call without
one may have taken effect at any time since it began, or never; so may one that its client gave up, for a newer call of
its own, before the ok was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from raftlab.linearizability.client_history import NEVER, ClientHistory, Operation
from raftlab.linearizability.history_check import check_history
from raftlab.linearizability.order_search import Verdict
from raftlab.server import OK, Command, Reply
from raftlab.trace import Event, Propose, Violation, command_label

STATE_LIMIT = 200_000
"""States that the check of a run may visit; a check that spends them has no result."""
KINDS = ("get", "put", "append", "delete", "cas")
"""The operations that are about a key's value."""


@dataclass(frozen=True, slots=True)
class LinearizabilityResult:
    """The verdict on the calls of a run: an ILLEGAL one has a violation, an UNKNOWN one a reason."""

    verdict: Verdict
    violation: Violation | None = None
    undecided_reason: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One call: its command, the steps at which it began and ended (or NEVER), and the value of its answer."""

    command: Command
    start_step: int
    end_step: float
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
    return [Call(command, step, *ended.get(name, (NEVER, None))) for name, (command, step) in began.items()]


def check_linearizability(events: Iterable[Event]) -> LinearizabilityResult:
    """Return whether one order explains every answer of a run; the violation is the first answer that none explains.

    One key without an order makes the run ILLEGAL, whatever the search of another key says.
    """
    calls = {operation_of(call): call for call in calls_of(events) if call.command.operation in KINDS}
    for call in calls.values():
        if call.command.operation in ("put", "append", "delete") and call.answer_value is not None:
            return LinearizabilityResult(Verdict.ILLEGAL, call_violation(call))
    result = check_history(ClientHistory(tuple(calls), is_absent_empty=True), STATE_LIMIT)
    if result.illegal is not None:
        return LinearizabilityResult(result.verdict, call_violation(calls[result.illegal.operation]))
    reason = undecided_text(tuple(calls), result.undecided) if result.undecided else ""
    return LinearizabilityResult(result.verdict, undecided_reason=reason)


def history_of_run(events: Iterable[Event]) -> ClientHistory:
    """Return the calls of a run as a history; its times are the steps of the run."""
    calls = (call for call in calls_of(events) if call.command.operation in KINDS)
    return ClientHistory(tuple(map(operation_of, calls)), is_absent_empty=True)


def operation_of(call: Call) -> Operation:
    """Return a call as an operation on its key."""
    command = call.command
    return Operation(
        client=f"{command.client}.{command.sequence}",
        kind=command.operation,  # type: ignore[arg-type]  # one of KINDS
        key=command.key,
        start=call.start_step,
        end=call.end_step,
        value=None if command.operation in ("get", "delete") else command.value,
        expected=command.expected,
        result=call.answer_value,
        has_result=call.end_step != NEVER,
    )


def undecided_text(operations: Sequence[Operation], keys: Sequence[str]) -> str:
    """Return why the check of a run has no result."""
    counts = {key: sum(each.key == key for each in operations) for key in sorted(keys)}
    undecided = ", ".join(f"the {count} calls on {key}" for key, count in counts.items())
    return (
        f"the budget of {STATE_LIMIT:,} states was spent before one order was found, or ruled out, that explains every"
        f" answer: Linearizability is not decided for {undecided}"
    )


def call_violation(call: Call) -> Violation:
    """Return the violation that the answer to `call` is."""
    value_text = f" {call.answer_value}" if call.answer_value is not None else ""
    label, end_step = command_label(call.command), int(call.end_step)
    seen = (
        f"{call.command.client} asked for {label} at step {call.start_step} and heard ok{value_text} at step"
        f" {end_step}: no order of the calls on {call.command.key} explains that answer."
    )
    return Violation("Linearizability", end_step, seen, commands=(label,))
