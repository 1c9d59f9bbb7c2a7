"""Read a server's machine and results, and compare them with the oracle."""

from __future__ import annotations

from typing import Any

from raftlab.checks import CheckFailure
from raftlab.checks.placed_server import PlacedServer
from raftlab.checks.worker_request_text import value_text
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


def apply_command(server: PlacedServer, command: Command) -> EntryResult:
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


def check_machine_and_results(server: PlacedServer, log: Log, context: str, commit_index: int | None = None) -> None:
    """CheckFailure if machine or results are not those of `log` up to `commit_index`; `context` says what happened."""
    applied_log = log if commit_index is None else log[:commit_index]
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
