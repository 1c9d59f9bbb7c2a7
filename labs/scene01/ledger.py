"""What a log means, told without a machine: which entries take effect, what stands at a key, what each entry gives.

Slow on purpose: every question is answered from the whole log, so nothing has to be remembered.
"""

from __future__ import annotations

from collections.abc import Sequence

from raftlab.scenario.language import command_of
from raftlab.server import Command, Entry
from raftlab.trace import label

Log = Sequence[Entry]
Given = tuple[str, str | None]
"""The outcome and the value that applying an entry gives."""

LATE = "whatever"
"""Stands for the value of a copy that nobody waits for any more: whatever it is, it is right."""


def entries(*words: str) -> tuple[Entry, ...]:
    """Return a log of these commands: "x+=1 c1/2" is call 2 of client c1, "x+=1" a call without a session, or "no-op".

    >>> entries("x=1 c1/2")[0].command
    Command(operation='put', key='x', value='1', expected='', client='c1', sequence=2)
    """
    return tuple(Entry(1, None if each == "no-op" else call(each)) for each in words)


def call(words: str) -> Command:
    """Return the command of one such text."""
    what, _, name = words.rpartition(" ") if "/" in words else (words, "", "")
    client, _, sequence = name.partition("/")
    return command_of(what, client, int(sequence or 0))


def in_words(log: Log) -> str:
    """Return a log by its commands: "x+=1 (c1/1), x+=1 (c1/1)"."""
    return ", ".join(command_in_words(entry.command) for entry in log) or "nothing"


def command_in_words(command: Command | None) -> str:
    """Return a command with the name of its call."""
    name = f" ({command.client}/{command.sequence})" if command is not None and command.client else ""
    return f"{label(command)}{name}"


def given_in_words(given: Given) -> str:
    """Return what applying an entry gave: "ok 12"."""
    outcome, value = given
    return outcome if value is None else f"{outcome} {value}"


# ---- what a log means ------------------------------------------------------------------------------------------------


def effects(log: Log) -> list[int]:
    """Return the positions in `log` (from 0) of the entries that take effect."""
    found: list[int] = []
    for position, entry in enumerate(log):
        if entry.command is not None and is_new(entry.command, [log[each].command for each in found]):
            found.append(position)
    return found


def is_new(command: Command, before: Sequence[Command | None]) -> bool:
    """Tell whether `command` takes effect after `before` did: no session, or a live one that never got as far."""
    if not command.client:
        return True
    mine = [each for each in before if each is not None and each.client == command.client]
    return not is_over(command.client, before) and all(each.sequence < command.sequence for each in mine)


def is_over(client: str, before: Sequence[Command | None]) -> bool:
    """Tell whether one of the commands that took effect ended the client's session."""
    return any(each is not None and (each.operation, each.key) == ("expire", client) for each in before)


def standing(key: str, done: Sequence[Command | None]) -> str | None:
    """Return what stands at `key` after the commands that took effect, by looking back for the last that changed it."""
    for back in range(len(done) - 1, -1, -1):
        last, before = done[back], done[:back]
        if last is None or last.key != key:
            continue
        if last.operation == "put":
            return last.value
        if last.operation == "delete":
            return None
        if last.operation == "append":
            return (standing(key, before) or "") + last.value
        if last.operation == "cas" and (standing(key, before) or "") == last.expected:
            return last.value
    return None


def machine(log: Log) -> dict[str, str]:
    """Return what stands at each key after the whole of `log`."""
    done = [log[position].command for position in effects(log)]
    keys = {each.key for each in done if each is not None}
    return {key: value for key in sorted(keys) if (value := standing(key, done)) is not None}


def given(log: Log, index: int) -> Given:
    """Return what applying the entry at `index` (from 1) gives."""
    command = log[index - 1].command
    before = [log[position].command for position in effects(log) if position < index - 1]
    if command is None:
        return "ok", None
    if is_new(command, before):
        return "ok", standing(command.key, before) if command.operation in ("get", "cas") else None
    if is_over(command.client, before):
        return "refused", None
    mine = [each for each in before if each is not None and each.client == command.client]
    if mine[-1].sequence > command.sequence:
        return "ok", LATE
    first = next(position for position, entry in enumerate(log, start=1) if entry.command == command)
    return given(log, first)


def fits(seen: Given, wanted: Given) -> bool:
    """Tell whether what was seen is what was wanted."""
    return seen[0] == wanted[0] and wanted[1] in (seen[1], LATE)
