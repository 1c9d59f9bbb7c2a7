"""What a server shows of its machine: what stands at its keys, and what its entries gave."""

from __future__ import annotations

from typing import Any

from raftlab.checks import Broken
from raftlab.checks.placed import Placed
from raftlab.checks.words import returned
from raftlab.labs.scene01 import ledger
from raftlab.labs.scene01.ledger import Given, Log
from raftlab.server import Command


def machine(server: Placed) -> dict[str, str]:
    """Return what stands at each key."""
    return {key: value[0] for key, value in sorted(server.read("machine").items())}


def pair(seen: Any) -> Given:
    """Return what was seen as an outcome and a value; what is no such pair as the outcome of that name."""
    if isinstance(seen, tuple) and len(seen) == 2:
        return seen[0], seen[1]
    return f"{returned(seen):.40}, which is no pair of outcome and value", None


def result(server: Placed, index: int) -> Given:
    """Return what the entry at `index` gave, as the server keeps it in results."""
    results = server.read("results")
    if index not in results:
        return "nothing", None
    kept = results[index]
    return pair(kept if len(kept) > 1 else kept[0])  # one value alone is read as a tuple too


def at_once(server: Placed, command: Command) -> Given:
    """Let the server apply one command, and return what that gives."""
    return pair(server.call("apply", None, command).result)


def contents(held: dict[str, str]) -> str:
    """Return a machine in words."""
    return ", ".join(f"{key} is {value or repr(value)}" for key, value in held.items()) or "nothing"


def check_all(server: Placed, log: Log, story: str, commit: int | None = None) -> None:
    """Broken where the server, having applied `log` up to `commit`, is not what that means; `story` says how."""
    done = log if commit is None else log[:commit]
    check_machine(server, done, story)
    for index in range(1, len(done) + 1):
        check_result(server, done, index, story)


def check_machine(server: Placed, done: Log, story: str) -> None:
    """Broken where another state stands in the machine than `done` means."""
    held, wanted = machine(server), ledger.machine(done)
    if held != wanted:
        raise Broken(f"{story} The machine then held: {contents(held)}. By the log it holds: {contents(wanted)}.")


def check_result(server: Placed, done: Log, index: int, story: str) -> None:
    """Broken where the entry at `index` gave something else than `done` means."""
    seen, wanted = result(server, index), ledger.given(done, index)
    if not ledger.fits(seen, wanted):
        raise Broken(
            f"{story} results[{index}] then was {ledger.given_in_words(seen)}; "
            f"entry {index}, {ledger.command_in_words(done[index - 1].command)}, gives {ledger.given_in_words(wanted)}."
        )
