"""Random lives of three servers that learn one log: each step is held against what the log means."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from raftlab.checks import Broken
from raftlab.checks.lab import Lab, Watched
from raftlab.errors import SubmissionFault
from raftlab.labs.scene01 import ledger
from raftlab.labs.scene01.ledger import Log, entries, in_words
from raftlab.labs.scene01.seen import contents, pair
from raftlab.scenario.claims import asked
from raftlab.server import Options
from raftlab.simulator.monitor import Monitor, worst
from raftlab.simulator.replay import Run, trace_of
from raftlab.simulator.world import World
from raftlab.trace import Act, Boot, Crash, Learn, Restart, Trace, Violation

SERVERS = ("S1", "S2", "S3")
PLAIN = Options(preVote=False, checkQuorum=False)
OPERATIONS = ("x+={n}", "x={n}", "get x", "get x", "x:{n}->9", "delete x", "y+={n}")
RECENT = 3
"""Every other copy is of one of the last so many calls."""

Move = tuple[str, str, int]
"""What happens to a server: learn N more entries, crash, restart, or crash after N effects of learning all."""


@st.composite
def logs(draw: st.DrawFn, clients: int, least: int, most: int) -> Log:
    """Draw a log: new calls, copies of earlier ones, and now and then the end of a session."""
    told: list[str] = []
    last = dict.fromkeys([f"c{n}" for n in range(1, clients + 1)], 0)
    for number in range(draw(st.integers(least, most))):
        client = draw(st.sampled_from(sorted(last)))
        kind = draw(st.sampled_from(["new", "new", "copy", "copy", "end" if last[client] else "new"]))
        if kind == "copy" and told:
            told.append(draw(st.sampled_from(told[-RECENT:] if number % 2 else told)))
            continue
        last[client] += draw(st.integers(1, 2))
        other = draw(st.sampled_from([each for each in sorted(last) if last[each]]))
        what = f"expire {other}" if kind == "end" else draw(st.sampled_from(OPERATIONS)).format(n=number % 3)
        told.append(f"{what} {client}/{last[client]}")
    return entries(*told)


MOVES = st.lists(
    st.tuples(
        st.sampled_from(SERVERS), st.sampled_from(["learn", "learn", "learn", "crash", "inside"]), st.integers(0, 3)
    ),
    min_size=2,
    max_size=8,
)


def search_lives(lab: Lab, examples: int, clients: int, least: int, most: int) -> None:
    """Let servers live `examples` lives. Broken, with the shortest run found, where one is not what its log means."""
    host = lab.open()

    @seed(lab.seed)
    @settings(max_examples=examples)
    @given(logs(clients, least, most), MOVES)
    def live(log: Log, moves: list[Move]) -> None:
        Lives(lab, host, log).live(moves)

    live()


class Lives:
    """Three servers of one world, the log that they learn, and how far each has come since it started."""

    def __init__(self, lab: Lab, host: Watched, log: Log) -> None:
        self.lab = lab
        self.log = tuple(log)
        self.world = World(host, lab.codec, SERVERS, PLAIN)
        self.monitor = Monitor()
        self.known = dict.fromkeys(SERVERS, 0)

    def live(self, moves: list[Move]) -> None:
        """Go through `moves`, then let everyone learn everything; Broken where a server is not what its log means."""
        try:
            for server in SERVERS:
                self.do(Boot(server))
            for server, what, count in moves:
                self.move(server, what, count)
            for server in SERVERS:
                self.do(Restart(server))
                self.learn(server, len(self.log))
        except SubmissionFault as fault:
            fault.trace = self.trace()
            raise

    def move(self, server: str, what: str, count: int) -> None:
        """Let one thing happen to `server`, which starts again first where it is down."""
        self.do(Restart(server))
        if what == "crash":
            self.do(Crash(server))
        elif what == "inside":
            self.do(Learn(server, self.log, len(self.log), crash_after=count))
        else:
            self.learn(server, min(len(self.log), self.known[server] + count))

    def learn(self, server: str, commit: int) -> None:
        """Let `server` learn what is committed up to `commit`, and judge what it made of that."""
        self.world.now += 50
        self.do(Learn(server, self.log[:commit], commit))
        self.known[server] = commit
        self.judge(server, self.log[:commit])

    def do(self, act: Act) -> None:
        step = self.world.apply(act)
        if step is None:
            return
        if isinstance(act, Boot | Restart | Crash) or getattr(act, "crash_after", None) is not None:
            self.known[act.server] = self.world.view(act.server).commitIndex  # type: ignore[union-attr]
        if self.monitor.observe(step, self.world):
            found = worst(self.monitor.violations)
            raise Broken(f"{found.seen} ({found.property} broken at step {found.step})", trace=self.trace())

    def judge(self, server: str, done: Log) -> None:
        """Broken where what `server` holds or its entries gave is not what `done` means."""
        held = {key: value[0] for key, value in sorted(asked(self.world, server, "machine").items())}
        if held != ledger.machine(done):
            self.broken(
                server, done, f"It then held: {contents(held)}; the log means: {contents(ledger.machine(done))}."
            )
        results = asked(self.world, server, "results")
        for index in range(1, len(done) + 1):
            seen: Any = pair(results[index]) if index in results else ("nothing", None)
            if not ledger.fits(seen, ledger.given(done, index)):
                wanted = ledger.given_in_words(ledger.given(done, index))
                self.broken(server, done, f"Entry {index} gave {ledger.given_in_words(seen)}; it gives {wanted}.")

    def broken(self, server: str, done: Log, what: str) -> None:
        seen = f"{server} learned that {in_words(done)} is committed. {what}"
        found = Violation("WhatTheLogMeans", len(self.world.events), seen, (server,), len(done))
        raise Broken(seen, trace=msgspec.structs.replace(self.trace(), violations=(found,)))

    def trace(self) -> Trace:
        """Return the run so far."""
        return trace_of(Run(self.world, self.monitor), scene=self.lab.scene.id, title="a life", seed=self.lab.seed)
