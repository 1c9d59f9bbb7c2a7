"""Random runs of three servers that learn one log: each step is compared with the oracle."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from raftlab.checks import CheckFailure
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.recording_host import RecordingHost
from raftlab.errors import SubmissionError
from raftlab.labs.scene01 import log_oracle
from raftlab.labs.scene01.log_oracle import Log, log_text, make_log
from raftlab.labs.scene01.machine_checks import machine_from_pairs, machine_text, result_pair, unwrap_single_value
from raftlab.labs.scene01.sample_logs import with_rising_terms
from raftlab.scenario.expectations import read_server_dict
from raftlab.server import Options
from raftlab.simulator.act_replay import Run, trace_from_run
from raftlab.simulator.property_monitor import Monitor, worst_violation
from raftlab.simulator.world import World
from raftlab.trace import Act, Boot, Crash, Learn, Restart, Trace, Violation

SERVERS = ("S1", "S2", "S3")
PAPER_OPTIONS = Options(preVote=False, checkQuorum=False)
OPERATION_TEMPLATES = ("x+={n}", "x={n}", "x=''", "get x", "get x", "x:{n}->9", "delete x", "y+={n}")
RECENT_CALLS = 3
"""Every other copy is of one of the last so many calls."""

ServerEvent = tuple[str, str, int]
"""(server, what happens, N): learn N more entries, crash, or crash after N effects of learning the whole log."""
Events = list[ServerEvent]


@st.composite
def random_logs(draw: st.DrawFn, clients: int, minimum: int, maximum: int) -> Log:
    """Draw a log of rising terms: new calls, copies of earlier ones, no-ops, and now and then the end of a session."""
    command_texts: list[str] = []
    last = dict.fromkeys([f"c{n}" for n in range(1, clients + 1)], 0)
    for number in range(draw(st.integers(minimum, maximum))):
        client = draw(st.sampled_from(sorted(last)))
        kind = draw(st.sampled_from(["new", "new", "copy", "copy", "end" if last[client] else "new", "blank"]))
        if kind == "blank":  # a no-op, or a call of nobody
            command_texts.append("no-op" if number % 2 else "x+=5")
            continue
        if kind == "copy" and command_texts:
            copied = command_texts[-RECENT_CALLS:] if number % 2 else command_texts
            command_texts.append(draw(st.sampled_from(copied)))
            continue
        last[client] += draw(st.integers(1, 2))
        other = draw(st.sampled_from([each for each in sorted(last) if last[each]]))
        what = f"expire {other}" if kind == "end" else draw(st.sampled_from(OPERATION_TEMPLATES)).format(n=number % 3)
        command_texts.append(f"{what} {client}/{last[client]}")
    return with_rising_terms(make_log(*command_texts))


EVENT_LISTS = st.lists(
    st.tuples(
        st.sampled_from(SERVERS), st.sampled_from(["learn", "learn", "learn", "crash", "inside"]), st.integers(0, 3)
    ),
    min_size=2,
    max_size=8,
)


def search_random_runs(
    lab: Lab, examples: int, clients: int, minimum: int, maximum: int, first_runs: Iterable[tuple[Log, Events]] = ()
) -> None:
    """Play `first_runs`, and `examples` random runs.

    CheckFailure, with the shortest run found, if a server differs from the oracle.
    """
    host = lab.open_host()
    for log, events in first_runs:
        RandomRun(lab, host, log).play(events)

    @seed(lab.seed)
    @settings(max_examples=examples)
    @given(random_logs(clients, minimum, maximum), EVENT_LISTS)
    def play_random_run(log: Log, events: Events) -> None:
        RandomRun(lab, host, log).play(events)

    play_random_run()


class RandomRun:
    """Three servers of one world, the log that they learn, and how much of it each has learned since it started."""

    def __init__(self, lab: Lab, host: RecordingHost, log: Log) -> None:
        self.lab = lab
        self.log = tuple(log)
        self.world = World(host, lab.codec, SERVERS, PAPER_OPTIONS)
        self.monitor = Monitor()
        self.learned_index = dict.fromkeys(SERVERS, 0)

    def play(self, events: Events) -> None:
        """Play `events`, then let every server learn the whole log. CheckFailure if one differs from the oracle."""
        try:
            for server in SERVERS:
                self.apply_act(Boot(server))
            for server, what, count in events:
                self.apply_event(server, what, count)
            for server in SERVERS:
                self.apply_act(Restart(server))
                self.learn(server, len(self.log))
        except SubmissionError as fault:
            fault.trace = self.trace()
            raise

    def apply_event(self, server: str, kind: str, count: int) -> None:
        """Let one event happen to `server`; if it is down it restarts first."""
        self.apply_act(Restart(server))
        if kind == "crash":
            self.apply_act(Crash(server))
        elif kind == "inside":
            self.apply_act(Learn(server, self.log, len(self.log), crash_after=count))
        else:
            self.learn(server, min(len(self.log), self.learned_index[server] + count))

    def learn(self, server: str, commit_index: int) -> None:
        """Let `server` learn that entries up to `commit_index` are committed, and check its state."""
        self.world.now_ms += 50
        self.apply_act(Learn(server, self.log[:commit_index], commit_index))
        self.learned_index[server] = commit_index
        self.check_server(server, self.log[:commit_index])

    def apply_act(self, act: Act) -> None:
        step = self.world.apply(act)
        if step is None:
            return
        if isinstance(act, Boot | Restart | Crash) or getattr(act, "crash_after", None) is not None:
            self.learned_index[act.server] = self.world.view(act.server).commitIndex  # type: ignore[union-attr]
        if self.monitor.observe(step, self.world):
            violation = worst_violation(self.monitor.violations)
            seen = f"{violation.seen} ({violation.property} broken at step {violation.step})"
            raise CheckFailure(seen, trace=self.trace())

    def check_server(self, server: str, committed_log: Log) -> None:
        """CheckFailure if machine or results of `server` are not those of `committed_log`."""
        machine = machine_from_pairs(read_server_dict(self.world, server, "machine"))
        expected = log_oracle.expected_machine(committed_log)
        if machine != expected:
            difference = f"It then held: {machine_text(machine)}; by the log it holds: {machine_text(expected)}."
            self.fail(server, committed_log, difference)
        results = read_server_dict(self.world, server, "results")
        for index in range(1, len(committed_log) + 1):
            seen: Any = result_pair(unwrap_single_value(results[index])) if index in results else ("nothing", None)
            if not log_oracle.is_expected_result(seen, log_oracle.expected_result(committed_log, index)):
                wanted = log_oracle.result_text(log_oracle.expected_result(committed_log, index))
                self.fail(
                    server,
                    committed_log,
                    f"Entry {index} gave {log_oracle.result_text(seen)}; it should give {wanted}.",
                )

    def fail(self, server: str, committed_log: Log, difference: str) -> None:
        seen = f"{server} learned that these entries are committed: {log_text(committed_log)}. {difference}"
        found = Violation("WhatTheLogMeans", len(self.world.events), seen, (server,), len(committed_log))
        raise CheckFailure(seen, trace=msgspec.structs.replace(self.trace(), violations=(found,)))

    def trace(self) -> Trace:
        """Return the run so far."""
        return trace_from_run(
            Run(self.world, self.monitor), scene=self.lab.scene.id, title="a random run", seed=self.lab.seed
        )
