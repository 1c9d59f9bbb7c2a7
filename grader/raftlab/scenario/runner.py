"""Runs a scenario on the servers of a submission. The scenario decides everything, and nothing is random.

Messages wait until a line delivers them, and timers until a line fires them. A step that cannot be done ends the run.
A failed expectation is recorded, and the run goes on to show its consequences.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from raftlab.scenario.commit_arithmetic import make_commit_badge
from raftlab.scenario.expectations import check_expectation
from raftlab.scenario.language import parse_command
from raftlab.scenario.missing_entries import missing_entries_text
from raftlab.scenario.operator_steps import OperatorSteps
from raftlab.scenario.parsed_scenario import Scenario, Statement
from raftlab.scenario.preexisting_message import prior_message
from raftlab.scenario.scenario_options import options_of
from raftlab.scenario.scripted_cluster import MESSAGE_TYPES, ScriptedCluster, StepFailedError
from raftlab.scenario.time_steps import TimeSteps
from raftlab.server import FOLLOWER, LEADER, Entry
from raftlab.simulator.act_replay import Run, trace_from_run
from raftlab.simulator.world import InFlight, World
from raftlab.trace import (
    Act,
    Boot,
    CommitBadge,
    Crash,
    Cut,
    Drop,
    Duplicate,
    Heal,
    Inject,
    Learn,
    Propose,
    Restart,
    StoryboardPanel,
    Trace,
)
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import Host

EMPTY_SERVER = Statement(0, "", "server", {})
"""The line of a server that starts with nothing."""


@dataclass(frozen=True)
class FailedLine:
    """A line that did not come true. `step` is the last event before it was checked."""

    line: int
    text: str
    seen: str
    step: int


@dataclass
class Runner(OperatorSteps, TimeSteps):
    """One run of a scenario with one ending. Call `run`, then read `trace` and `failed_lines`."""

    host: Host
    codec: Codec
    scenario: Scenario
    scene: str
    seed: int = 0
    failed_lines: list[FailedLine] = field(default_factory=list)

    def __post_init__(self) -> None:
        names = next(s for s in self.scenario.setup if s.verb == "servers").servers("names")
        self.world = World(self.host, self.codec, names, options_of(self.scenario))
        self.cluster = ScriptedCluster(self.world)
        self._panels: list[StoryboardPanel] = []
        self._open_panel: tuple[str, str, bool] | None = None
        self._panel_badge: CommitBadge | None = None
        self._panel_start = 1
        self._client_count = 0
        self._agreed_log: list[Entry] = []

    def run(self, fork: str | None = None) -> None:
        """Run the scenario with the ending `fork`. SubmissionError if the submission fails."""
        self.boot_servers()
        ending = self.scenario.fork(fork).statements if fork else ()
        for statement in (*self.scenario.steps, *ending):
            if not self.run_statement(statement):
                break
        self.cluster.monitor.check_linearizability(self.world)
        self._close_panel()

    def run_statement(self, statement: Statement) -> bool:
        """Run one line; return whether the run can go on after it. SubmissionError if the submission fails."""
        try:
            getattr(self, "_" + statement.verb)(statement)
        except StepFailedError as error:
            self._add_failed_line(statement, str(error))
            return False
        return True

    def trace(self, title: str | None = None) -> Trace:
        """Return the trace of the run so far, with its panels."""
        run = Run(self.world, self.cluster.monitor)
        trace = trace_from_run(run, scene=self.scene, title=title or self.scenario.title, seed=self.seed)
        return Trace(
            **{name: getattr(trace, name) for name in trace.__struct_fields__} | {"panels": tuple(self._panels)}
        )

    # ---- setup -------------------------------------------------------------------------------------------------------

    def boot_servers(self) -> None:
        """Boot every server with the state that the scenario gives it."""
        default = next(s for s in self.scenario.setup if s.verb == "servers")
        by_server = {s["name"]: s for s in self.scenario.setup if s.verb == "server"}
        voters = next((s.servers("names") for s in self.scenario.setup if s.verb == "voters"), ())
        for server in self.world.servers:
            line = by_server.get(server, default if not voters or server in voters else EMPTY_SERVER)
            terms = [] if line["terms"] in ("", "empty") else [int(word) for word in line["terms"].split()]
            term = int(line["term"]) if line["term"] else max(terms, default=0)
            log = tuple(Entry(each) for each in terms)
            role = line["role"] or FOLLOWER
            self.cluster.do_act(
                Boot(server, term, log, int(line["committed"] or 0), line["voted"] or None, role, voters)
            )

    def _panel(self, statement: Statement) -> None:
        self._close_panel()
        self._open_panel = (statement["name"], statement["words"], False)

    def _fork(self, statement: Statement) -> None:
        self._close_panel()
        self._open_panel = (statement["name"], statement["words"], True)

    def _close_panel(self) -> None:
        last = len(self.world.events)
        if self._open_panel is not None:
            name, words, is_fork = self._open_panel
            self._panels.append(
                StoryboardPanel(name, words, min(self._panel_start, last), last, is_fork, self._panel_badge)
            )
            self._panel_start = last + 1
        self._open_panel = self._panel_badge = None

    # ---- steps -------------------------------------------------------------------------------------------------------

    def _elect(self, statement: Statement) -> None:
        self._campaign(statement)
        seen = self.world.running_servers.get(statement["name"])
        if seen is None or seen.role != LEADER:
            voters = statement["voters"] or "all others"
            state = f"a {seen.role}" if seen else "down"
            raise StepFailedError(
                f"{statement['name']} did not become leader with the votes of {voters}: it is {state}."
            )

    def _campaign(self, statement: Statement) -> None:
        others = tuple(other for other in self.world.servers if other != statement["name"])
        self.cluster.campaign(statement["name"], statement.servers("voters") or others)

    def _timeout(self, statement: Statement) -> None:
        timer = statement["timer"] or "election"
        self.world.now_ms += 0 if timer == "heartbeat" else self.world.options.electionTimeout[1]
        self.cluster.fire_timer(statement["name"], timer)

    def _propose(self, statement: Statement) -> None:
        self._client_count += 1
        client, sequence = statement["client"] or f"c{self._client_count}", int(statement["sequence"] or 1)
        command = parse_command(statement["command"], client, sequence)
        self.cluster.require_act(
            Propose(statement["name"], command, self.cluster.pop_crash_after(statement["name"])),
            f"{statement['name']} is down.",
        )

    def _agree(self, statement: Statement) -> None:
        """Add an entry to the log that the cluster agrees on; no server has it yet."""
        self._client_count += 1
        client, sequence = statement["client"] or f"c{self._client_count}", int(statement["sequence"] or 1)
        self._agreed_log.append(
            Entry(int(statement["term"] or 1), parse_command(statement["command"], client, sequence))
        )

    def _learn(self, statement: Statement) -> None:
        commit = int(statement["index"] or len(self._agreed_log))
        for server in self._target_servers(statement):
            act = Learn(server, tuple(self._agreed_log[:commit]), commit, self.cluster.pop_crash_after(server))
            self.cluster.require_act(act, f"{server} is down.")

    def _replicate(self, statement: Statement) -> None:
        index = self.cluster.index_in_log(statement["name"], statement["index"], statement["command"])
        for target in self._target_servers(statement):
            self.cluster.replicate_to(statement["name"], target, index)

    def _heartbeat(self, statement: Statement) -> None:
        self.cluster.heartbeat(statement["name"], self._target_servers(statement))

    def _target_servers(self, statement: Statement) -> tuple[str, ...]:
        others = tuple(s for s in self.world.servers if s != statement["name"] and s in self.world.running_servers)
        return others if statement["targets"] == "all" else statement.servers("targets")

    # ---- single messages ---------------------------------------------------------------------------------------------

    def _message(self, statement: Statement) -> None:
        self.cluster.do_act(Inject(statement["source"], statement["to"], prior_message(statement)))

    def _deliver(self, statement: Statement) -> None:
        is_one = bool(statement["kind"])
        for message in [self._find_message(statement)] if is_one else self.cluster.deliverable_messages():
            self.cluster.deliver(message)

    def _drop(self, statement: Statement) -> None:
        message = self._find_message(statement)
        self.cluster.do_act(Drop(message.source, message.to, message.message, message.id))

    def _duplicate(self, statement: Statement) -> None:
        message = self._find_message(statement)
        self.cluster.do_act(Duplicate(message.source, message.to, message.message, message.id))

    def _find_message(self, statement: Statement) -> InFlight:
        """Return the message in flight with the kind, link and number of the line; number 1 is the oldest."""
        matching = [
            message
            for message in self.world.in_flight
            if statement["kind"] == "any" or type(message.message).__name__ == MESSAGE_TYPES[statement["kind"]]
            if message.source == statement["source"] and message.to == statement["to"]
        ]
        number = int(statement["number"] or 1)
        if number <= len(matching):
            return matching[number - 1]
        raise StepFailedError(
            f"no {statement['kind']} message is in flight from {statement['source']} to {statement['to']}."
        )

    # ---- servers and links -------------------------------------------------------------------------------------------

    def _crash(self, statement: Statement) -> None:
        if statement["effects"]:
            self.cluster.pending_crashes[statement["name"]] = int(statement["effects"])
        else:
            self.cluster.require_act(Crash(statement["name"]), f"{statement['name']} is already down.")

    def _restart(self, statement: Statement) -> None:
        name = statement["name"]
        act = Boot(name) if name in self.world.wiped_servers else Restart(name)
        self.cluster.require_act(act, f"{name} is already up.")

    def _cut(self, statement: Statement) -> None:
        self._change_links(Cut, statement)

    def _heal(self, statement: Statement) -> None:
        if statement["source"]:
            self._change_links(Heal, statement)
        else:
            for source, to in sorted(self.world.cut_links):
                self.cluster.do_act(Heal(source, to))

    def _change_links(self, make_act: Callable[[str, str], Act], statement: Statement) -> None:
        self.cluster.do_act(make_act(statement["source"], statement["to"]))
        if statement["arrow"] == "<->":
            self.cluster.do_act(make_act(statement["to"], statement["source"]))

    def _partition(self, statement: Statement) -> None:
        groups = [group.split() for group in statement["groups"].split("|")]
        for number, group in enumerate(groups):
            for other in groups[number + 1 :]:
                for one, two in ((a, b) for a in group for b in other):
                    self.cluster.do_act(Cut(one, two))
                    self.cluster.do_act(Cut(two, one))

    # ---- expectations ------------------------------------------------------------------------------------------------

    def _expect(self, statement: Statement) -> None:
        if (seen := check_expectation(statement, self.world)) is not None:
            self._add_failed_line(statement, seen)

    def _add_failed_line(self, statement: Statement, seen: str) -> None:
        seen += missing_entries_text(statement, self.world)
        self.failed_lines.append(FailedLine(statement.line, statement.text, seen, len(self.world.events)))

    def _badge(self, statement: Statement) -> None:
        """Set the badge of the open panel: may the server commit this index?"""
        index = self.cluster.index_in_log(statement["name"], statement["index"], statement["command"])
        self._panel_badge = make_commit_badge(self.world, statement["name"], index)
