"""A session of the laboratory: lines of the scenario language, run one by one on a live cluster.

Everything that the student does is such a line, so a session can be rewound, branched, saved as a scenario file, and
repeated exactly.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from raftlab.errors import SubmissionError, UsageError
from raftlab.scenario.language import SETUP_VERBS, parse_scenario, parse_statement
from raftlab.scenario.runner import Runner
from raftlab.trace import Trace
from raftlab.worker.message_codec import Codec
from raftlab.worker.worker_hosts import Host

FILE_NAME = "laboratory"
MAX_LINES, MAX_LINE_LENGTH, MAX_RUN_MS = 2000, 200, 10_000
"""The limits of a session: lines, characters in a line, and virtual time of one `run` or `wait`."""


@dataclass(frozen=True)
class RecordedRun:
    """The trace of some lines, and how many events there were after the setup and after each line."""

    trace: Trace
    event_counts: tuple[int, ...]


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
        self._event_counts: tuple[int, ...] = ()
        self._longest_run: RecordedRun | None = None
        self.go_to(self.position)

    def run_line(self, line: str) -> str:
        """Run one more line; lines to redo become a branch. Return a note, "" without one.

        An `elect` that does not elect is kept as a `campaign`. UsageError for an invalid line, and for one that cannot
        be done now; then nothing has happened.
        """
        text = self.validate_line(line)
        if self.end_reason:
            raise UsageError(f"the run has ended: {self.end_reason}; rewind first")
        if self.lines[self.position : self.position + 1] == (text,):
            self._carry_out(text)
            return ""
        failure = self._try_line(text)
        if failure and text.startswith("elect "):
            campaign = text.replace("elect", "campaign", 1)
            if not self._try_line(campaign):
                return f"{failure} The line is now `{campaign}`."
        if failure:
            raise UsageError(failure)
        return ""

    def _try_line(self, text: str) -> str:
        """Run a new line and return "". If it is a step that cannot be done, restore the session and return why."""
        lines, position, branches = self.lines, self.position, list(self.branches)
        if lines[position:]:
            self.branches.append(lines)
        self.lines = (*lines[:position], text)
        failure = self._carry_out(text)
        if failure:
            self.lines, self.branches = lines, branches
            self.go_to(position)
        else:
            self._longest_run = None
        return failure

    def go_to(self, position: int) -> None:
        """Run the first `position` lines on a new cluster. UsageError if the server cannot be loaded."""
        target = max(0, min(len(self.lines), position))
        self.close()
        try:
            self._host = self.open_host()
        except SubmissionError as error:
            raise UsageError(f"the server cannot be loaded: {error}") from None
        self.runner = Runner(self._host, self.codec, parse_scenario("\n".join(self.setup), FILE_NAME), self.scene)
        self.position, self.end_reason = 0, ""
        self._catch_failure(self.runner.boot_servers)
        self._event_counts = (len(self.runner.world.events),)
        while self.position < target and not self.end_reason:
            self._carry_out(self.lines[self.position])

    def switch_branch(self, branch: int) -> None:
        """Go to the end of an earlier branch; the present lines become one. UsageError if there is none."""
        if not 0 <= branch < len(self.branches):
            raise UsageError(f"there is no branch {branch + 1}")
        self.branches[branch], self.lines = self.lines, self.branches[branch]
        self._longest_run = None
        self.go_to(len(self.lines))

    def reload(self, open_host: Callable[[], Host]) -> None:
        """Run the same lines on other servers. UsageError if they cannot be loaded; the old ones then stay."""
        old_open_host, self.open_host = self.open_host, open_host
        try:
            self.go_to(self.position)
        except UsageError:
            self.open_host = old_open_host
            self.go_to(self.position)
            raise
        self._longest_run = None

    def trace(self) -> Trace:
        """Return the run so far."""
        return self.runner.trace("laboratory")

    def recorded_run(self) -> RecordedRun:
        """Return the longest run of the present lines that there was: it also has the lines that were undone."""
        trace, longest = self.trace(), self._longest_run
        if longest is None or longest.trace.events[: len(trace.events)] != trace.events:
            longest = None
        if longest is None or len(longest.event_counts) <= len(self._event_counts):
            longest = RecordedRun(trace, self._event_counts)
        self._longest_run = longest
        return longest

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
        try:
            statement = parse_statement(line, 1, FILE_NAME)
            parse_scenario("\n".join([*self.setup, statement.text]), FILE_NAME)  # checks that its servers exist
        except UsageError as error:
            raise UsageError(re.sub(rf"^{FILE_NAME} line \d+: ", "", str(error))) from None
        if statement.verb in SETUP_VERBS or statement.verb == "fork":
            raise UsageError(f"`{statement.verb}` belongs at the start of a file; this run has already started")
        if statement.verb in ("run", "wait") and int(statement["ms"]) > MAX_RUN_MS:
            raise UsageError(f"`{statement.verb}` takes at most {MAX_RUN_MS} ms at a time")
        return statement.text

    def _carry_out(self, text: str) -> str:
        """Run the next line. Return why it is a step that cannot be done, else ""."""
        statement = parse_statement(text, self.position + 1, FILE_NAME)
        self.position += 1
        failed_lines = len(self.runner.failed_lines)
        completed = self._catch_failure(lambda: self.runner.run_statement(statement))
        self._event_counts = (*self._event_counts, len(self.runner.world.events))
        if completed is False and not self.end_reason:
            self.end_reason = self.runner.failed_lines[failed_lines].seen
            return self.end_reason
        return ""

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
