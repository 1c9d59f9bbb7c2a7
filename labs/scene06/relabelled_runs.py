"""Recorded runs in disguise: the same run in a larger, older cluster. What it breaks, and where, stays the same.

A disguise renames and adds, and never changes what happens: the servers have other names and stand in the reverse
order; one more leads term 1 for ever, cut off, and one has never started; terms are far apart; every log
begins with six entries of term 1, and behind each entry stand two more that came with it; no disk holds more than is
committed; before the last step that matters the cluster is quiet for a while; and commands differ in one field only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from raftlab.cluster_history import DOWN, History, HistoryStep, ServerState
from raftlab.server import LEADER, Apply, Command, Entry

OLD_ENTRIES = tuple(Entry(1, Command("put", "p", str(n))) for n in range(1, 7))
"""The beginning of every log."""

COMPANIONS = (Command("put", "f", "1"), Command("put", "f", "2"))
"""The commands that stand behind every command: the same ones everywhere."""

QUIET_STEPS = 25
"""The heartbeats of the old leader, which reach nobody, before the last step."""

TERM_STEP = 65_536_000
"""How far apart the terms are: who looks at a part of a term takes all for one."""

OPERATIONS = ("put", "append", "delete", "get", "cas", "expire")

CommandStyle = Callable[[int], Command | None]


def command_by_value(number: int) -> Command | None:
    """Return commands that differ in their value."""
    return Command("put", "x", str(number))


def command_by_key(number: int) -> Command | None:
    """Return commands that differ in their key."""
    return Command("put", f"x{number}", "1")


def command_by_operation(number: int) -> Command | None:
    """Return commands that differ in their operation, as far as there are operations."""
    return Command(OPERATIONS[number % len(OPERATIONS)], "x", "1" * (1 + number // len(OPERATIONS)))


def command_by_sequence(number: int) -> Command | None:
    """Return commands that differ in their sequence number."""
    return Command("put", "x", "1", client="c1", sequence=number + 1)


def command_by_client(number: int) -> Command | None:
    """Return commands that differ in the client that sent them."""
    return Command("put", "x", "1", client=f"c{number + 1}", sequence=1)


def command_no_op_first(number: int) -> Command | None:
    """Return a no-op, and then commands."""
    return command_by_value(number) if number else None


def command_no_op_second(number: int) -> Command | None:
    """Return a no-op as the second command."""
    return command_by_value(number) if number != 1 else None


STYLES: tuple[CommandStyle, ...] = (
    command_no_op_first,
    command_by_value,
    command_by_key,
    command_no_op_second,
    command_by_sequence,
    command_by_operation,
    command_by_client,
)
"""The ways in which the commands of a disguised run differ."""


def disguised_term(term: int) -> int:
    """Return a term of the disguise: 1 for none."""
    return TERM_STEP * term + 1


@dataclass(frozen=True)
class RelabelledHistory:
    """One run in disguise. `quiet_before` is the step before which nothing happens for a while.

    is_shuffled: behind each entry stand also all other commands of the run. Two logs of the same terms, of which the
    run's differ in a command, then hold the same entries in another order.
    """

    history: History
    style: CommandStyle
    quiet_before: int
    is_shuffled: bool = False

    def step_number(self, step: int) -> int:
        """Return the number that a step of the run has here."""
        return step if step < self.quiet_before else step + QUIET_STEPS

    def disguised(self) -> History:
        """Return the history."""
        return History(f"{self.history.name} in disguise", tuple(self._steps()))

    def _steps(self) -> Iterator[HistoryStep]:
        number, servers = 0, self._servers(self.history.steps[0])
        for step in self.history.steps:
            if step.number == self.quiet_before:
                for _ in range(QUIET_STEPS):
                    number += 1
                    yield HistoryStep(number, "the heartbeat timer of S1 fires", (), servers)
            number, servers = number + 1, self._servers(step)
            event = re.sub(r"\bS\d+\b", lambda name: self._names[name[0]], step.event)
            yield HistoryStep(number, event, tuple(self._applied(step)), servers)

    @cached_property
    def _names(self) -> dict[str, str]:
        """By name in the run: the name here. The order is reversed, and the first name is the old leader's."""
        servers = [server.name for server in self.history.steps[0].servers]
        return {name: f"S{number}" for number, name in enumerate(reversed(servers), start=2)}

    @cached_property
    def _commands(self) -> dict[Command | None, Command | None]:
        """By command of the run: the command here, in the order in which the run applies and holds them."""
        steps = self.history.steps
        applied = [each.command for step in steps for each in step.applied]
        held = [entry.command for step in steps for server in step.servers for entry in server.log]
        return {command: self.style(number) for number, command in enumerate(dict.fromkeys([*applied, *held]))}

    def _companions(self, command: Command | None) -> tuple[Command | None, ...]:
        """Return what stands behind an entry with that command."""
        others = [each for own, each in self._commands.items() if own != command] if self.is_shuffled else []
        return (*others, *COMPANIONS)

    def _old_index(self, index: int) -> int:
        """Return the index up to which the disguise has what the run has up to `index`; 0 for none."""
        size = 1 + len(COMPANIONS) + (len(self._commands) - 1 if self.is_shuffled else 0)
        return len(OLD_ENTRIES) + index * size if index else 0

    @cached_property
    def _logs(self) -> dict[tuple[Entry, ...], tuple[Entry, ...]]:
        """By log of the run: the log here."""
        logs = {server.log for step in self.history.steps for server in step.servers}
        return {log: OLD_ENTRIES + tuple(each for entry in log for each in self._entries(entry)) for log in logs}

    def _entries(self, entry: Entry) -> Iterator[Entry]:
        term = disguised_term(entry.term)
        yield Entry(term, self._commands[entry.command])
        for companion in self._companions(entry.command):
            yield Entry(term, companion)

    def _servers(self, step: HistoryStep) -> tuple[ServerState, ...]:
        own = (*OLD_ENTRIES, Entry(1, Command("put", "x", "never")))
        first = ServerState("S1", LEADER, 1, "S1", own, 0, len(own))
        last = ServerState(f"S{len(step.servers) + 2}", DOWN, 0, None, (), 0, 0)
        return (first, *(self._server(server) for server in reversed(step.servers)), last)

    def _server(self, server: ServerState) -> ServerState:
        log, commit = self._logs[server.log], self._old_index(server.commitIndex)
        return ServerState(
            self._names[server.name],
            server.role,
            disguised_term(server.currentTerm),
            self._names.get(server.votedFor or ""),
            log,
            commit,
            len(log) if server.role == DOWN else max(commit, len(OLD_ENTRIES)),
        )

    def _applied(self, step: HistoryStep) -> Iterator[Apply]:
        for each in step.applied:
            if each.index == 1:
                for index, entry in enumerate(OLD_ENTRIES, start=1):
                    yield Apply(index, entry.command)
            first = self._old_index(each.index - 1) or len(OLD_ENTRIES)
            block = (self._commands[each.command], *self._companions(each.command))
            for index, command in enumerate(block, start=first + 1):
                yield Apply(index, command)
