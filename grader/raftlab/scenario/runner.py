"""Carries out a scenario on the servers of a submission: the author decides all, chance decides nothing.

Messages are held until a line delivers them, timers until a line fires them. A step that cannot be done ends the run;
an expectation that fails is noted, and the run goes on to show what comes of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from raftlab.scenario.expectations import check_expectation
from raftlab.scenario.language import OPTION_FIELDS, Scenario, Statement, parse_command
from raftlab.scenario.prior_message import prior_message
from raftlab.scenario.scripted_cluster import ScriptedCluster, StepFailed
from raftlab.server import FOLLOWER, LEADER, Entry, Options
from raftlab.simulator.chaos import Chaos
from raftlab.simulator.faults import NO_FAULTS
from raftlab.simulator.replay import Run, trace_of
from raftlab.simulator.world import InFlight, World
from raftlab.trace import (
    Act,
    Badge,
    Boot,
    Crash,
    Cut,
    Drop,
    Duplicate,
    Heal,
    Inject,
    Learn,
    Panel,
    Propose,
    Restart,
    Trace,
)
from raftlab.worker.host import Host
from raftlab.worker.wire import Codec

MESSAGE_TYPES = {
    "append": "AppendEntries",
    "append-reply": "AppendEntriesReply",
    "vote": "RequestVote",
    "vote-reply": "RequestVoteReply",
    "pre-vote": "PreVote",
    "pre-vote-reply": "PreVoteReply",
}


@dataclass(frozen=True)
class FailedLine:
    """A line that did not come true after the event `step`."""

    line: int
    text: str
    seen: str
    step: int


@dataclass
class Runner:
    """One run of a scenario with one ending. `run`, then `trace` and `misses`."""

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
        self._panels: list[Panel] = []
        self._open_panel: tuple[str, str, bool] | None = None
        self._panel_badge: Badge | None = None
        self._panel_start = 1
        self._client_count = 0
        self._agreed_log: list[Entry] = []

    def run(self, fork: str | None = None) -> None:
        """Carry out the scenario and the ending `fork`. SubmissionError where the submission fails."""
        self.boot_servers()
        ending = self.scenario.fork(fork).statements if fork else ()
        for statement in (*self.scenario.steps, *ending):
            if not self.run_statement(statement):
                break
        self.cluster.monitor.check_linearizability(self.world)
        self._close_panel()

    def run_statement(self, statement: Statement) -> bool:
        """Carry out one line; tell whether the run can go on after it. SubmissionError where the submission fails."""
        try:
            getattr(self, "_" + statement.verb)(statement)
        except StepFailed as failed:
            self._add_failed_line(statement, str(failed))
            return False
        return True

    def trace(self, title: str | None = None) -> Trace:
        """Return the trace of what has happened."""
        told = trace_of(
            Run(self.world, self.cluster.monitor), scene=self.scene, title=title or self.scenario.title, seed=self.seed
        )
        return Trace(**{name: getattr(told, name) for name in told.__struct_fields__} | {"panels": tuple(self._panels)})

    # ---- setting up --------------------------------------------------------------------------------------------------

    def boot_servers(self) -> None:
        """Start every server as the scenario sets it up."""
        every = next(s for s in self.scenario.setup if s.verb == "servers")
        own = {s["name"]: s for s in self.scenario.setup if s.verb == "server"}
        for server in self.world.servers:
            said = own.get(server, every)
            terms = [] if said["terms"] in ("", "empty") else [int(word) for word in said["terms"].split()]
            term = int(said["term"]) if said["term"] else max(terms, default=0)
            log = tuple(Entry(each) for each in terms)
            role = said["role"] or FOLLOWER
            self.cluster.do_act(Boot(server, term, log, int(said["committed"] or 0), said["voted"] or None, role))

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
            self._panels.append(Panel(name, words, min(self._panel_start, last), last, is_fork, self._panel_badge))
            self._panel_start = last + 1
        self._open_panel = self._panel_badge = None

    # ---- steps -------------------------------------------------------------------------------------------------------

    def _elect(self, statement: Statement) -> None:
        self._campaign(statement)
        seen = self.world.running_servers.get(statement["name"])
        if seen is None or seen.role != LEADER:
            voters = statement["voters"] or "all others"
            is_now = seen.role if seen else "down"
            raise StepFailed(f"{statement['name']} did not win with the votes of {voters}: it is {is_now}.")

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
        """Note one more entry of the log that the cluster agrees on; no server knows it yet."""
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
        for target in self._target_servers(statement):
            self.cluster.replicate_to(statement["name"], target, int(statement["index"] or 0))

    def _heartbeat(self, statement: Statement) -> None:
        self.cluster.heartbeat(statement["name"], self._target_servers(statement))

    def _target_servers(self, statement: Statement) -> tuple[str, ...]:
        others = tuple(s for s in self.world.servers if s != statement["name"] and s in self.world.running_servers)
        return others if statement["targets"] == "all" else statement.servers("targets")

    # ---- single messages ---------------------------------------------------------------------------------------------

    def _message(self, statement: Statement) -> None:
        self.cluster.do_act(Inject(statement["source"], statement["to"], prior_message(statement)))

    def _deliver(self, statement: Statement) -> None:
        self.cluster.deliver(self._find_message(statement))

    def _drop(self, statement: Statement) -> None:
        held = self._find_message(statement)
        self.cluster.do_act(Drop(held.source, held.to, held.message, held.id))

    def _duplicate(self, statement: Statement) -> None:
        held = self._find_message(statement)
        self.cluster.do_act(Duplicate(held.source, held.to, held.message, held.id))

    def _find_message(self, statement: Statement) -> InFlight:
        """Return the message in flight, of the kind and link that the line names, that it numbers: 1 is the oldest."""
        held = [
            message
            for message in self.world.in_flight
            if statement["kind"] == "any" or type(message.message).__name__ == MESSAGE_TYPES[statement["kind"]]
            if message.source == statement["source"] and message.to == statement["to"]
        ]
        number = int(statement["number"] or 1)
        if number <= len(held):
            return held[number - 1]
        raise StepFailed(
            f"no {statement['kind']} message is on its way from {statement['source']} to {statement['to']}."
        )

    # ---- servers and links -------------------------------------------------------------------------------------------

    def _crash(self, statement: Statement) -> None:
        if statement["effects"]:
            self.cluster.pending_crashes[statement["name"]] = int(statement["effects"])
        else:
            self.cluster.require_act(Crash(statement["name"]), f"{statement['name']} is down already.")

    def _restart(self, statement: Statement) -> None:
        self.cluster.require_act(Restart(statement["name"]), f"{statement['name']} is up already.")

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

    # ---- time --------------------------------------------------------------------------------------------------------

    def _wait(self, statement: Statement) -> None:
        self.world.now_ms += int(statement["ms"])

    def _run(self, statement: Statement) -> None:
        """Let the cluster run by itself: every held message arrives, every timer fires in its time."""
        Chaos(self.world, self.seed, NO_FAULTS, self.cluster.monitor, stop_at_first=False).continue_for(
            float(statement["ms"])
        )

    # ---- judging -----------------------------------------------------------------------------------------------------

    def _expect(self, statement: Statement) -> None:
        seen = check_expectation(statement, self.world)
        if seen is not None:
            self._add_failed_line(statement, seen)

    def _add_failed_line(self, statement: Statement, seen: str) -> None:
        self.failed_lines.append(FailedLine(statement.line, statement.text, seen, len(self.world.events)))

    def _badge(self, statement: Statement) -> None:
        """Ask, on the panel at hand, whether a server may commit an index; answer with the arithmetic."""
        server, index = statement["name"], int(statement["index"])
        seen = self.world.view(server)
        entry = seen.log[index - 1] if len(seen.log) >= index else None
        holding = [s for s in self.world.servers if entry and self.world.log_of(s)[:index] == seen.log[:index]]
        arithmetic = f"{len(holding)} of {len(self.world.servers)} hold index {index}"
        if entry is None:
            answer = f"NO: {server} has no entry {index}"
        elif seen.commitIndex >= index:
            own = any(e.term == seen.currentTerm for e in seen.log[index - 1 : seen.commitIndex])
            answer = "YES" if own else "YES (unsafe)"
        elif entry.term != seen.currentTerm:
            answer = f"NO: log[{index}].term {entry.term} is not currentTerm {seen.currentTerm}"
        else:
            answer = "NO"
        self._panel_badge = Badge("commit?", server, index, answer, arithmetic)


def options_of(scenario: Scenario) -> Options:
    """Return the deployment's options that the scenario sets."""
    values: dict[str, object] = {}
    for said in scenario.setup:
        if said.verb != "option":
            continue
        value = said["value"]
        numbers = tuple(int(word) for word in value.split()) if value[0].isdigit() else ()
        values[OPTION_FIELDS[said["name"]]] = (
            value == "on" if not numbers else numbers if len(numbers) > 1 else numbers[0]
        )
    return Options(**values)  # type: ignore[arg-type]
