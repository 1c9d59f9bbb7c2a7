"""The oracle for a log: which entries take effect, the value of each key, and the result of each entry.

Simple on purpose: every answer is computed from the whole log, without any state.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from raftlab.scenario.language import parse_command
from raftlab.server import Command, Entry
from raftlab.trace import command_label

Log = Sequence[Entry]
EntryResult = tuple[str, str | None]
"""The outcome and the value that `apply` returns for an entry."""

EMPTY_WORD = "EMPTY"
"""The word that stands for the empty text while a command is parsed."""

ANY_RESULT: EntryResult = ("any outcome", "any value")
"""The expected result of a copy that nobody waits for any more: every result is right."""


def make_log(*command_texts: str) -> tuple[Entry, ...]:
    """Return a log of these commands: "x+=1 c1/2" is call 2 of client c1, "x+=1" a call without a session, or "no-op".

    >>> make_log("x=1 c1/2")[0].command
    Command(operation='put', key='x', value='1', expected='', client='c1', sequence=2)
    """
    return tuple(Entry(1, None if each == "no-op" else parse_call(each)) for each in command_texts)


def parse_call(text: str) -> Command:
    """Return the command of one such text; '' is the empty text, as in "x=''".

    >>> parse_call("x=''").value
    ''
    >>> parse_call("x:''->2").expected
    ''
    """
    what, _, name = text.rpartition(" ") if "/" in text else (text, "", "")
    client, _, sequence = name.partition("/")
    command = parse_command(what.replace("''", EMPTY_WORD), client, int(sequence or 0))
    value, expected = (text.replace(EMPTY_WORD, "") for text in (command.value, command.expected))
    return msgspec.structs.replace(command, value=value, expected=expected)


def log_text(log: Log) -> str:
    """Return a log by its commands: "x+=1 (c1/1), x+=1 (c1/1)"."""
    return ", ".join(map(entry_text, log)) or "nothing"


def entry_text(entry: Entry) -> str:
    """Return an entry by its command, or by what it holds in place of one."""
    return command_text(entry.command) if entry.configuration is None else "a configuration"


def command_text(command: Command | None) -> str:
    """Return a command with the name of its call."""
    name = f" ({command.client}/{command.sequence})" if command is not None and command.client else ""
    return f"{command_label(command)}{name}"


def result_text(result: EntryResult) -> str:
    """Return the result of an entry in words: ok with the value “12”."""
    outcome, value = result
    return f"{outcome} without a value" if value is None else f"{outcome} with the value “{value}”"


# ---- expected states -------------------------------------------------------------------------------------------------


def effective_positions(log: Log) -> list[int]:
    """Return the positions in `log` (from 0) of the entries that take effect."""
    return cached_effective_positions(tuple(log))


@lru_cache(maxsize=128)
def cached_effective_positions(log: tuple[Entry, ...]) -> list[int]:
    """Return the same for a log that can be remembered: it is asked about for each of its entries."""
    positions: list[int] = []
    for position, entry in enumerate(log):
        if entry.command is not None and is_effective(entry.command, [log[each].command for each in positions]):
            positions.append(position)
    return positions


def is_effective(command: Command, previous_commands: Sequence[Command | None]) -> bool:
    """Tell whether `command` takes effect after those: it has no session, or is the newest of a live one."""
    if not command.client:
        return True
    mine = [each for each in previous_commands if each is not None and each.client == command.client]
    return not is_session_over(command.client, previous_commands) and all(
        each.sequence < command.sequence for each in mine
    )


def is_session_over(client: str, previous_commands: Sequence[Command | None]) -> bool:
    """Tell whether one of the commands that took effect ended the client's session."""
    return any(each is not None and (each.operation, each.key) == ("expire", client) for each in previous_commands)


def value_after_commands(key: str, commands: Sequence[Command | None]) -> str | None:
    """Return the value of `key` after `commands`, all of which took effect: search back for the last change."""
    for back in range(len(commands) - 1, -1, -1):
        last, before = commands[back], commands[:back]
        if last is None or last.key != key:
            continue
        if last.operation == "put":
            return last.value
        if last.operation == "delete":
            return None
        if last.operation == "append":
            return (value_after_commands(key, before) or "") + last.value
        if last.operation == "cas" and (value_after_commands(key, before) or "") == last.expected:
            return last.value
    return None


def expected_machine(log: Log) -> dict[str, str]:
    """Return the value of each key after the whole of `log`."""
    done = [log[position].command for position in effective_positions(log)]
    keys = {each.key for each in done if each is not None}
    return {key: value for key in sorted(keys) if (value := value_after_commands(key, done)) is not None}


def expected_result(log: Log, index: int) -> EntryResult:
    """Return the result of the entry at `index` (from 1)."""
    command = log[index - 1].command
    before = [log[position].command for position in effective_positions(log) if position < index - 1]
    if command is None:
        return "ok", None
    if is_effective(command, before):
        return "ok", value_after_commands(command.key, before) if command.operation in ("get", "cas") else None
    if is_session_over(command.client, before):
        return "refused", None
    mine = [each for each in before if each is not None and each.client == command.client]
    if mine[-1].sequence > command.sequence:
        return ANY_RESULT
    first = next(position for position, entry in enumerate(log, start=1) if entry.command == command)
    return expected_result(log, first)


def is_expected_result(actual: EntryResult, expected: EntryResult) -> bool:
    """Tell whether the actual result is the expected one."""
    return expected in (actual, ANY_RESULT)
