"""A session of the laboratory: lines of the scenario language, run one by one on a live cluster.

Everything that the student does is such a line, so a session can be rewound, branched, saved as a scenario file, and
repeated exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from raftlab.errors import SubmissionError, UsageError
from raftlab.scenario.language import SETUP_VERBS, parse_scenario, parse_statement
from raftlab.scenario.runner import Runner
from raftlab.trace import Trace
from raftlab.worker.host import Host
from raftlab.worker.message_codec import Codec

FILE_NAME = "laboratory"
MAX_LINES, MAX_LINE_LENGTH, MAX_RUN_MS = 2000, 200, 10_000
"""The limits of a session: lines, characters in a line, and virtual time of one `run` or `wait`."""


@dataclass
class Session:
    """A cluster and the lines that it has run. `lines` after `position` can be redone."""

    open_host: Callable[[], Host]
    codec: Codec
    scene: str
    setup: tuple[str, ...]
    lines: tuple[str, ...] = ()
    position: int = 0
    branches: list[tuple[str, ...]] = field(default_factory=list)
    end_reason: str = ""
    """Why the run cannot continue; "" while it can."""

    def __post_init__(self) -> None:
        self._host: Host | None = None
        self.go_to(self.position)

    def run_line(self, line: str) -> None:
        """Run one more line; lines to redo become a branch. UsageError for an invalid line."""
        text = self.validate_line(line)
        if self.end_reason:
            raise UsageError(f"the run has ended: {self.end_reason}; rewind first")
        redo_lines = self.lines[self.position :]
        if redo_lines and redo_lines[0] == text:
            self._carry_out(text)
            return
        if redo_lines:
            self.branches.append(self.lines)
        self.lines = (*self.lines[: self.position], text)
        self._carry_out(text)

    def go_to(self, position: int) -> None:
        """Run the first `position` lines on a new cluster. UsageError if the server cannot be loaded."""
        target = max(0, min(len(self.lines), position))
        self.close()
        try:
            self._host = self.open_host()
        except SubmissionError as error:
            raise UsageError(f"the server cannot be loaded: {error}; fix it and start again") from None
        self.runner = Runner(self._host, self.codec, parse_scenario("\n".join(self.setup), FILE_NAME), self.scene)
        self.position, self.end_reason = 0, ""
        self._catch_failure(self.runner.boot_servers)
        while self.position < target and not self.end_reason:
            self._carry_out(self.lines[self.position])

    def switch_branch(self, branch: int) -> None:
        """Go to the end of an earlier branch; the present lines become one. UsageError where there is none such."""
        if not 0 <= branch < len(self.branches):
            raise UsageError(f"there is no branch {branch + 1}")
        self.branches[branch], self.lines = self.lines, self.branches[branch]
        self.go_to(len(self.lines))

    def trace(self) -> Trace:
        """Return the run so far."""
        return self.runner.trace("laboratory")

    def close(self) -> None:
        """End the cluster."""
        if self._host is not None:
            self._host.close()
        self._host = None

    def validate_line(self, line: str) -> str:
        """Return a line in the language's form. UsageError for an invalid line or a full session."""
        if len(line) > MAX_LINE_LENGTH or len(self.lines) >= MAX_LINES:
            raise UsageError(f"a session holds {MAX_LINES} lines of {MAX_LINE_LENGTH} characters")
        if not line.isprintable() or not line.split("#")[0].strip():
            raise UsageError("write a line of the scenario language")
        statement = parse_statement(line, len(self.lines) + 1, FILE_NAME)
        if statement.verb in SETUP_VERBS or statement.verb == "fork":
            raise UsageError(f"`{statement.verb}` belongs at the start of a file; this run has already started")
        if statement.verb in ("run", "wait") and int(statement["ms"]) > MAX_RUN_MS:
            raise UsageError(f"`{statement.verb}` takes at most {MAX_RUN_MS} ms at a time")
        parse_scenario("\n".join([*self.setup, statement.text]), FILE_NAME)  # checks that its servers exist
        return statement.text

    def _carry_out(self, text: str) -> None:
        statement = parse_statement(text, self.position + 1, FILE_NAME)
        self.position += 1
        misses = len(self.runner.failed_lines)
        completed = self._catch_failure(lambda: self.runner.run_statement(statement))
        if completed is False and not self.end_reason:
            self.end_reason = self.runner.failed_lines[misses].seen

    def _catch_failure(self, act: Callable[[], bool | None]) -> bool | None:
        try:
            return act()
        except SubmissionError as error:
            self.end_reason = f"the server's code failed: {error}"
            return False


def scenario_text(session: Session, title: str, with_expectations: bool) -> str:
    """Return the session as a scenario file; `with_expectations` adds the present state, which makes it a test."""
    lines = [f'title "{title}"', *session.setup, "", *session.lines[: session.position]]
    return "\n".join([*lines, *(expectation_lines(session) if with_expectations else []), ""])


def expectation_lines(session: Session) -> list[str]:
    """Return the present state as `expect` lines: the log and the commitIndex of each server."""
    world = session.runner.world
    expectations = []
    for server in world.servers:
        terms = " ".join(str(entry.term) for entry in world.log_of(server)) or "empty"
        expectations.append(f"expect log of {server} is {terms}")
        if server in world.running_servers:
            expectations.append(f"expect commitIndex of {server} at least {world.running_servers[server].commitIndex}")
    return expectations
