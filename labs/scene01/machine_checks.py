"""What a server shows of its machine: what stands at its keys, and what its entries gave."""

from __future__ import annotations

from typing import Any

from raftlab.checks import CheckFailure
from raftlab.checks.placed_server import PlacedServer
from raftlab.checks.request_text import value_text
from raftlab.labs.scene01 import log_oracle
from raftlab.labs.scene01.log_oracle import EntryResult, Log
from raftlab.server import Command


def read_machine(server: PlacedServer) -> dict[str, str]:
    """Return what stands at each key."""
    return {key: value[0] for key, value in sorted(server.read_dict("machine").items())}


def result_pair(value: Any) -> EntryResult:
    """Return what was seen as an outcome and a value; what is no such pair as the outcome of that name."""
    if isinstance(value, tuple) and len(value) == 2:
        return value[0], value[1]
    return f"{value_text(value):.40}, which is no pair of outcome and value", None


def read_result(server: PlacedServer, index: int) -> EntryResult:
    """Return what the entry at `index` gave, as the server keeps it in results."""
    results = server.read_dict("results")
    if index not in results:
        return "nothing", None
    kept = results[index]
    return result_pair(kept if len(kept) > 1 else kept[0])  # one value alone is read as a tuple too


def apply_command(server: PlacedServer, command: Command) -> EntryResult:
    """Let the server apply one command, and return what that gives."""
    return result_pair(server.call("apply", None, command).result)


def machine_text(machine_state: dict[str, str]) -> str:
    """Return a machine in words."""
    return ", ".join(f"{key} is {value or repr(value)}" for key, value in machine_state.items()) or "nothing"


def check_applied_log(server: PlacedServer, log: Log, context: str, commit_index: int | None = None) -> None:
    """CheckFailure where the server, having applied `log` up to `commit`, is not what that means; `story` says how."""
    done = log if commit_index is None else log[:commit_index]
    check_machine(server, done, context)
    for index in range(1, len(done) + 1):
        check_result(server, done, index, context)


def check_machine(server: PlacedServer, applied_log: Log, context: str) -> None:
    """CheckFailure where another state stands in the machine than `done` means."""
    held, wanted = read_machine(server), log_oracle.expected_machine(applied_log)
    if held != wanted:
        raise CheckFailure(
            f"{context} The machine then held: {machine_text(held)}. By the log it holds: {machine_text(wanted)}."
        )


def check_result(server: PlacedServer, applied_log: Log, index: int, context: str) -> None:
    """CheckFailure where the entry at `index` gave something else than `done` means."""
    seen, wanted = read_result(server, index), log_oracle.expected_result(applied_log, index)
    if not log_oracle.is_expected(seen, wanted):
        raise CheckFailure(
            f"{context} results[{index}] then was {log_oracle.result_text(seen)}; "
            f"entry {index}, {log_oracle.command_text(applied_log[index - 1].command)}, gives {log_oracle.result_text(wanted)}."
        )
