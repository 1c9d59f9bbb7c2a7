"""Read a server's machine and results, and compare them with the oracle."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from raftlab.checks import BudgetExhausted, CheckFailure
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.checks.worker_request_text import value_text
from raftlab.errors import SubmissionError
from raftlab.labs.scene01 import log_oracle
from raftlab.labs.scene01.log_oracle import EntryResult, Log
from raftlab.server import Command


def read_machine(server: PlacedServer) -> dict[str, str]:
    """Return the value of each key."""
    return machine_from_pairs(server.read_dict("machine"))


def machine_from_pairs(pairs: dict[Any, tuple[Any, ...]]) -> dict[Any, Any]:
    """Return the machine in `pairs`, which were read from a server: keys in order, each value as it is."""
    return {key: unwrap_single_value(pairs[key]) for key in sorted(pairs, key=lambda key: (str(key), repr(key)))}


def unwrap_single_value(parts: tuple[Any, ...]) -> Any:
    """Return a value of a dict as the server keeps it: what is read of one value alone is a tuple too."""
    return parts[0] if len(parts) == 1 else parts


def result_pair(value: Any) -> EntryResult:
    """Return `value` as (outcome, value); anything else becomes an outcome that describes it."""
    if isinstance(value, tuple) and len(value) == 2:
        return value[0], value[1]
    return f"{value_text(value):.40}, which is not a pair of outcome and value", None


NOTHING_KEPT: EntryResult = ("nothing", None)


def read_results(server: PlacedServer) -> dict[int, EntryResult]:
    """Return the result of each entry by its index, as the server keeps it in results."""
    return {index: result_pair(unwrap_single_value(each)) for index, each in server.read_dict("results").items()}


def read_result(server: PlacedServer, index: int) -> EntryResult:
    """Return the result of the entry at `index`, as the server keeps it in results."""
    return read_results(server).get(index, NOTHING_KEPT)


def apply_command(server: PlacedServer, command: Command | None) -> EntryResult:
    """Let the server apply one command, and return the result."""
    return result_pair(server.call("apply", None, command).result)


def machine_text(machine_state: dict[str, str]) -> str:
    """Return a machine in words."""
    return ", ".join(f"{key} is {value or repr(value)}" for key, value in machine_state.items()) or "nothing"


FEW_KEYS = 4
"""So many keys are shown whole; of more, those that differ."""


def difference_text(machine: dict[str, str], expected: dict[str, str]) -> str:
    """Return what a machine holds and what it should hold; of many keys only those that differ."""
    differing = [key for key in {**machine, **expected} if machine.get(key) != expected.get(key)]
    rest = ""
    if len({**machine, **expected}) > FEW_KEYS and differing:
        machine, expected = ({key: each[key] for key in differing if key in each} for each in (machine, expected))
        rest = " The other keys agree."
    return f"The machine then held: {machine_text(machine)}. The log gives: {machine_text(expected)}.{rest}"


def check_machine_and_results(server: PlacedServer, applied_log: Log, context: str) -> None:
    """CheckFailure if machine or results are not those of `applied_log`; `context` says what happened."""
    check_machine(server, applied_log, context)
    results = read_results(server)
    for index in range(1, len(applied_log) + 1):
        check_result_value(results.get(index, NOTHING_KEPT), applied_log, index, context)


def check_machine(server: PlacedServer, applied_log: Log, context: str) -> None:
    """CheckFailure if the machine does not hold what `applied_log` says."""
    machine, expected = read_machine(server), log_oracle.expected_machine(applied_log)
    if machine != expected:
        raise CheckFailure(f"{context} {difference_text(machine, expected)}")


def check_result(server: PlacedServer, applied_log: Log, index: int, context: str) -> None:
    """CheckFailure if the result of the entry at `index` is not the one that `applied_log` says."""
    check_result_value(read_result(server, index), applied_log, index, context)


def check_result_value(result: EntryResult, applied_log: Log, index: int, context: str) -> None:
    """CheckFailure if `result`, kept for the entry at `index`, is not what `applied_log` says."""
    expected = log_oracle.expected_result(applied_log, index)
    if not log_oracle.is_expected_result(result, expected):
        command = log_oracle.entry_text(applied_log[index - 1])
        raise CheckFailure(
            f"{context} results[{index}] then was {log_oracle.result_text(result)}; "
            f"entry {index}, {command}, should give {log_oracle.result_text(expected)}."
        )


# ---- the safety property that a wrong machine breaks -----------------------------------------------------------------

OTHER_CLUSTER = ("S7", "S8")
"""Names of servers that no check of this scene places: a new server of the same name takes the place of the first."""


@contextlib.contextmanager
def label_divergence(lab: Lab, server: PlacedServer, log: Log, broken_property: str) -> Iterator[None]:
    """Label a CheckFailure with the property if machine or a result is not what one call of apply an entry makes of it.

    Else with Linearizability if a copy took effect, or a call that is no copy did not. An operation that is wrong on
    every server alike has no label: it lets no two servers differ. Entries that are not applied yet may still be.
    """
    try:
        yield
    except CheckFailure as failure:
        applied_log = log[: server.lastApplied]
        is_other = differs_from_calls(lab, server, applied_log)
        failure.safety = broken_property if is_other else property_broken_by_copies(lab, server, applied_log)
        raise


def differs_from_calls(lab: Lab, server: PlacedServer, applied_log: Log) -> bool:
    """Tell whether another server of the submission, on which apply ran once for each entry, is in another state."""
    kept, machine = read_results(server), read_machine(server)
    try:
        other = lab.place("S7", cluster=OTHER_CLUSTER)
        for index, entry in enumerate(applied_log, start=1):
            result = apply_command(other, entry.command)
            is_free = log_oracle.expected_result(applied_log, index) == log_oracle.ANY_RESULT
            if not is_free and kept.get(index, result) != result:
                return True
        return machine != read_machine(other)
    except (SubmissionError, BudgetExhausted):
        return True


def property_broken_by_copies(lab: Lab, server: PlacedServer, applied_log: Log) -> str:
    """Return Linearizability if the machine is not what the entries that take effect make of it, executed once each.

    Else "": an operation is wrong, whether or not its call is a copy.
    """
    machine = read_machine(server)
    try:
        other = lab.place("S7", cluster=OTHER_CLUSTER)
        for position in log_oracle.effective_positions(applied_log):
            other.call("execute", None, applied_log[position].command)
        return "Linearizability" if machine != read_machine(other) else ""
    except (SubmissionError, BudgetExhausted):
        return "Linearizability"
