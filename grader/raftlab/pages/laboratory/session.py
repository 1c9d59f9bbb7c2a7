"""A session of the laboratory: lines of the scenario language, carried out one by one on a live cluster.

Everything the reader does is such a line, so that a session can be rewound, branched, saved as a scenario file, and
played again exactly.
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
"""What a session holds at most: lines, characters in one, and virtual time that one `run` or `wait` may pass."""


@dataclass
class Session:
    """A cluster and the lines that brought it where it is. `lines` past `at` are still there to go on to."""

    open_host: Callable[[], Host]
    codec: Codec
    scene: str
    setup: tuple[str, ...]
    lines: tuple[str, ...] = ()
    position: int = 0
    branches: list[tuple[str, ...]] = field(default_factory=list)
    end_reason: str = ""
    """Why the run cannot go on; "" while it can."""

    def __post_init__(self) -> None:
        self._host: Host | None = None
        self.go_to(self.position)

    def run_line(self, line: str) -> None:
        """Carry out one more line; lines that were ahead become a branch. UsageError for what is no line."""
        text = self.validate_line(line)
        if self.end_reason:
            raise UsageError(f"the run has ended: {self.end_reason}; rewind first")
        ahead = self.lines[self.position :]
        if ahead and ahead[0] == text:
            self._carry_out(text)
            return
        if ahead:
            self.branches.append(self.lines)
        self.lines = (*self.lines[: self.position], text)
        self._carry_out(text)

    def go_to(self, position: int) -> None:
        """Stand after `at` lines: play them again on a fresh cluster. UsageError where the server cannot be loaded."""
        wanted = max(0, min(len(self.lines), position))
        self.close()
        try:
            self._host = self.open_host()
        except SubmissionError as fault:
            raise UsageError(f"the server cannot be loaded: {fault}; mend it and start again") from None
        self.runner = Runner(self._host, self.codec, parse_scenario("\n".join(self.setup), FILE_NAME), self.scene)
        self.position, self.end_reason = 0, ""
        self._catch_failure(self.runner.boot_servers)
        while self.position < wanted and not self.end_reason:
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
        """Return a line as the language writes it. UsageError for what is none, or too much of it."""
        if len(line) > MAX_LINE_LENGTH or len(self.lines) >= MAX_LINES:
            raise UsageError(f"a session holds {MAX_LINES} lines of {MAX_LINE_LENGTH} characters")
        if not line.isprintable() or not line.split("#")[0].strip():
            raise UsageError("a line of the scenario language is wanted")
        said = parse_statement(line, len(self.lines) + 1, FILE_NAME)
        if said.verb in SETUP_VERBS or said.verb == "fork":
            raise UsageError(f"`{said.verb}` stands at the beginning of a file; here the run has begun")
        if said.verb in ("run", "wait") and int(said["ms"]) > MAX_RUN_MS:
            raise UsageError(f"`{said.verb}` passes at most {MAX_RUN_MS} ms at a time")
        parse_scenario("\n".join([*self.setup, said.text]), FILE_NAME)  # names only the servers that there are
        return said.text

    def _carry_out(self, text: str) -> None:
        said = parse_statement(text, self.position + 1, FILE_NAME)
        self.position += 1
        misses = len(self.runner.failed_lines)
        going = self._catch_failure(lambda: self.runner.run_statement(said))
        if going is False and not self.end_reason:
            self.end_reason = self.runner.failed_lines[misses].seen

    def _catch_failure(self, act: Callable[[], bool | None]) -> bool | None:
        try:
            return act()
        except SubmissionError as fault:
            self.end_reason = f"the server's code failed: {fault}"
            return False


def scenario_text(session: Session, title: str, with_expectations: bool) -> str:
    """Return the session as a scenario file; `expect` ends it with what is seen now, so that it is a test."""
    lines = [f'title "{title}"', *session.setup, "", *session.lines[: session.position]]
    return "\n".join([*lines, *(expectation_lines(session) if with_expectations else []), ""])


def expectation_lines(session: Session) -> list[str]:
    """Return what is seen now as `expect` lines: the logs, and how far each server knows them committed."""
    world = session.runner.world
    told = []
    for server in world.servers:
        terms = " ".join(str(entry.term) for entry in world.log_of(server)) or "empty"
        told.append(f"expect log of {server} is {terms}")
        if server in world.running_servers:
            told.append(f"expect commitIndex of {server} at least {world.running_servers[server].commitIndex}")
    return told
