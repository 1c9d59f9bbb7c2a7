"""A session of the laboratory: lines of the scenario language, carried out one by one on a live cluster.

Everything the reader does is such a line, so that a session can be rewound, branched, saved as a scenario file, and
played again exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from raftlab.errors import SubmissionFault, UsageFault
from raftlab.scenario.language import SETUP, parse, statement
from raftlab.scenario.runner import Runner
from raftlab.trace import Trace
from raftlab.worker.codec import Codec
from raftlab.worker.host import Host

FILE = "laboratory"
LINES, LENGTH, RUN_MS = 2000, 200, 10_000
"""What a session holds at most: lines, characters in one, and virtual time that one `run` or `wait` may pass."""


@dataclass
class Session:
    """A cluster and the lines that brought it where it is. `lines` past `at` are still there to go on to."""

    open_host: Callable[[], Host]
    codec: Codec
    scene: str
    setup: tuple[str, ...]
    lines: tuple[str, ...] = ()
    at: int = 0
    branches: list[tuple[str, ...]] = field(default_factory=list)
    ended: str = ""
    """Why the run cannot go on; "" while it can."""

    def __post_init__(self) -> None:
        self._host: Host | None = None
        self.go(self.at)

    def do(self, line: str) -> None:
        """Carry out one more line; lines that were ahead become a branch. UsageFault for what is no line."""
        text = self.checked(line)
        if self.ended:
            raise UsageFault(f"the run has ended: {self.ended}; rewind first")
        ahead = self.lines[self.at :]
        if ahead and ahead[0] == text:
            self._carry_out(text)
            return
        if ahead:
            self.branches.append(self.lines)
        self.lines = (*self.lines[: self.at], text)
        self._carry_out(text)

    def go(self, at: int) -> None:
        """Stand after `at` lines: play them again on a fresh cluster. UsageFault where the server cannot be loaded."""
        wanted = max(0, min(len(self.lines), at))
        self.close()
        try:
            self._host = self.open_host()
        except SubmissionFault as fault:
            raise UsageFault(f"the server cannot be loaded: {fault}; mend it and start again") from None
        self.runner = Runner(self._host, self.codec, parse("\n".join(self.setup), FILE), self.scene)
        self.at, self.ended = 0, ""
        self._guard(self.runner.begin)
        while self.at < wanted and not self.ended:
            self._carry_out(self.lines[self.at])

    def take(self, branch: int) -> None:
        """Go to the end of an earlier branch; the present lines become one. UsageFault where there is none such."""
        if not 0 <= branch < len(self.branches):
            raise UsageFault(f"there is no branch {branch + 1}")
        self.branches[branch], self.lines = self.lines, self.branches[branch]
        self.go(len(self.lines))

    def trace(self) -> Trace:
        """Return the run so far."""
        return self.runner.trace("laboratory")

    def close(self) -> None:
        """End the cluster."""
        if self._host is not None:
            self._host.close()
        self._host = None

    def checked(self, line: str) -> str:
        """Return a line as the language writes it. UsageFault for what is none, or too much of it."""
        if len(line) > LENGTH or len(self.lines) >= LINES:
            raise UsageFault(f"a session holds {LINES} lines of {LENGTH} characters")
        if not line.isprintable() or not line.split("#")[0].strip():
            raise UsageFault("a line of the scenario language is wanted")
        said = statement(line, len(self.lines) + 1, FILE)
        if said.verb in SETUP or said.verb == "fork":
            raise UsageFault(f"`{said.verb}` stands at the beginning of a file; here the run has begun")
        if said.verb in ("run", "wait") and int(said["ms"]) > RUN_MS:
            raise UsageFault(f"`{said.verb}` passes at most {RUN_MS} ms at a time")
        parse("\n".join([*self.setup, said.text]), FILE)  # names only the servers that there are
        return said.text

    def _carry_out(self, text: str) -> None:
        said = statement(text, self.at + 1, FILE)
        self.at += 1
        misses = len(self.runner.misses)
        going = self._guard(lambda: self.runner.carry_out(said))
        if going is False and not self.ended:
            self.ended = self.runner.misses[misses].seen

    def _guard(self, act: Callable[[], bool | None]) -> bool | None:
        try:
            return act()
        except SubmissionFault as fault:
            self.ended = f"the server's code failed: {fault}"
            return False


def scenario_text(session: Session, title: str, expect: bool) -> str:
    """Return the session as a scenario file; `expect` ends it with what is seen now, so that it is a test."""
    lines = [f'title "{title}"', *session.setup, "", *session.lines[: session.at]]
    return "\n".join([*lines, *(expectations(session) if expect else []), ""])


def expectations(session: Session) -> list[str]:
    """Return what is seen now as `expect` lines: the logs, and how far each server knows them committed."""
    world = session.runner.world
    told = []
    for server in world.servers:
        terms = " ".join(str(entry.term) for entry in world.log_of(server)) or "empty"
        told.append(f"expect log of {server} is {terms}")
        if server in world.up:
            told.append(f"expect commitIndex of {server} at least {world.up[server].commitIndex}")
    return told
