"""Carries out a scenario on the servers of a submission: the author decides all, chance decides nothing.

Messages are held until a line delivers them, timers until a line fires them. A step that cannot be done ends the run;
an expectation that fails is noted, and the run goes on to show what comes of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from raftlab.scenario.claims import judge
from raftlab.scenario.language import OPTIONS, Scenario, Statement, command_of
from raftlab.scenario.stage import Stage, StepFailed
from raftlab.scenario.stray import stray
from raftlab.server import FOLLOWER, LEADER, Entry, Options
from raftlab.simulator.chaos import Chaos
from raftlab.simulator.faults import CALM
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

KINDS = {
    "append": "AppendEntries",
    "append-reply": "AppendEntriesReply",
    "vote": "RequestVote",
    "vote-reply": "RequestVoteReply",
    "pre-vote": "PreVote",
    "pre-vote-reply": "PreVoteReply",
}


@dataclass(frozen=True)
class Miss:
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
    misses: list[Miss] = field(default_factory=list)

    def __post_init__(self) -> None:
        names = next(s for s in self.scenario.setup if s.verb == "servers").names("names")
        self.world = World(self.host, self.codec, names, options_of(self.scenario))
        self.stage = Stage(self.world)
        self._panels: list[Panel] = []
        self._open: tuple[str, str, bool] | None = None
        self._asked: Badge | None = None
        self._first = 1
        self._clients = 0
        self._agreed: list[Entry] = []

    def run(self, fork: str | None = None) -> None:
        """Carry out the scenario and the ending `fork`. SubmissionFault where the submission fails."""
        self.begin()
        ending = self.scenario.fork(fork).statements if fork else ()
        for statement in (*self.scenario.story, *ending):
            if not self.carry_out(statement):
                break
        self.stage.monitor.conclude(self.world)
        self._close_panel()

    def carry_out(self, statement: Statement) -> bool:
        """Carry out one line; tell whether the run can go on after it. SubmissionFault where the submission fails."""
        try:
            getattr(self, "_" + statement.verb)(statement)
        except StepFailed as failed:
            self._miss(statement, str(failed))
            return False
        return True

    def trace(self, title: str | None = None) -> Trace:
        """Return the trace of what has happened."""
        told = trace_of(
            Run(self.world, self.stage.monitor), scene=self.scene, title=title or self.scenario.title, seed=self.seed
        )
        return Trace(**{name: getattr(told, name) for name in told.__struct_fields__} | {"panels": tuple(self._panels)})

    # ---- setting up --------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Start every server as the scenario sets it up."""
        every = next(s for s in self.scenario.setup if s.verb == "servers")
        own = {s["name"]: s for s in self.scenario.setup if s.verb == "server"}
        for server in self.world.servers:
            said = own.get(server, every)
            terms = [] if said["terms"] in ("", "empty") else [int(word) for word in said["terms"].split()]
            term = int(said["term"]) if said["term"] else max(terms, default=0)
            log = tuple(Entry(each) for each in terms)
            role = said["role"] or FOLLOWER
            self.stage.do(Boot(server, term, log, int(said["committed"] or 0), said["voted"] or None, role))

    def _panel(self, said: Statement) -> None:
        self._close_panel()
        self._open = (said["name"], said["words"], False)

    def _fork(self, said: Statement) -> None:
        self._close_panel()
        self._open = (said["name"], said["words"], True)

    def _close_panel(self) -> None:
        last = len(self.world.events)
        if self._open is not None:
            name, words, is_fork = self._open
            self._panels.append(Panel(name, words, min(self._first, last), last, is_fork, self._asked))
            self._first = last + 1
        self._open = self._asked = None

    # ---- steps -------------------------------------------------------------------------------------------------------

    def _elect(self, said: Statement) -> None:
        self._campaign(said)
        seen = self.world.up.get(said["name"])
        if seen is None or seen.role != LEADER:
            voters = said["voters"] or "all others"
            is_now = seen.role if seen else "down"
            raise StepFailed(f"{said['name']} did not win with the votes of {voters}: it is {is_now}.")

    def _campaign(self, said: Statement) -> None:
        others = tuple(other for other in self.world.servers if other != said["name"])
        self.stage.campaign(said["name"], said.names("voters") or others)

    def _timeout(self, said: Statement) -> None:
        timer = said["timer"] or "election"
        self.world.now += 0 if timer == "heartbeat" else self.world.options.electionTimeout[1]
        self.stage.fire(said["name"], timer)

    def _propose(self, said: Statement) -> None:
        self._clients += 1
        client, sequence = said["client"] or f"c{self._clients}", int(said["sequence"] or 1)
        command = command_of(said["command"], client, sequence)
        self.stage.must(
            Propose(said["name"], command, self.stage.crash_after(said["name"])), f"{said['name']} is down."
        )

    def _agree(self, said: Statement) -> None:
        """Note one more entry of the log that the cluster agrees on; no server knows it yet."""
        self._clients += 1
        client, sequence = said["client"] or f"c{self._clients}", int(said["sequence"] or 1)
        self._agreed.append(Entry(int(said["term"] or 1), command_of(said["command"], client, sequence)))

    def _learn(self, said: Statement) -> None:
        commit = int(said["index"] or len(self._agreed))
        for server in self._targets(said):
            act = Learn(server, tuple(self._agreed[:commit]), commit, self.stage.crash_after(server))
            self.stage.must(act, f"{server} is down.")

    def _replicate(self, said: Statement) -> None:
        for target in self._targets(said):
            self.stage.replicate_to(said["name"], target, int(said["index"] or 0))

    def _heartbeat(self, said: Statement) -> None:
        self.stage.heartbeat(said["name"], self._targets(said))

    def _targets(self, said: Statement) -> tuple[str, ...]:
        others = tuple(s for s in self.world.servers if s != said["name"] and s in self.world.up)
        return others if said["targets"] == "all" else said.names("targets")

    # ---- single messages ---------------------------------------------------------------------------------------------

    def _message(self, said: Statement) -> None:
        self.stage.do(Inject(said["source"], said["to"], stray(said)))

    def _deliver(self, said: Statement) -> None:
        self.stage.pass_on(self._held(said))

    def _drop(self, said: Statement) -> None:
        held = self._held(said)
        self.stage.do(Drop(held.source, held.to, held.message, held.id))

    def _duplicate(self, said: Statement) -> None:
        held = self._held(said)
        self.stage.do(Duplicate(held.source, held.to, held.message, held.id))

    def _held(self, said: Statement) -> InFlight:
        """Return the message in flight, of the kind and link that the line names, that it numbers: 1 is the oldest."""
        held = [
            message
            for message in self.world.flying
            if said["kind"] == "any" or type(message.message).__name__ == KINDS[said["kind"]]
            if message.source == said["source"] and message.to == said["to"]
        ]
        number = int(said["number"] or 1)
        if number <= len(held):
            return held[number - 1]
        raise StepFailed(f"no {said['kind']} message is on its way from {said['source']} to {said['to']}.")

    # ---- servers and links -------------------------------------------------------------------------------------------

    def _crash(self, said: Statement) -> None:
        if said["effects"]:
            self.stage.crash_inside[said["name"]] = int(said["effects"])
        else:
            self.stage.must(Crash(said["name"]), f"{said['name']} is down already.")

    def _restart(self, said: Statement) -> None:
        self.stage.must(Restart(said["name"]), f"{said['name']} is up already.")

    def _cut(self, said: Statement) -> None:
        self._links(Cut, said)

    def _heal(self, said: Statement) -> None:
        if said["source"]:
            self._links(Heal, said)
        else:
            for source, to in sorted(self.world.cuts):
                self.stage.do(Heal(source, to))

    def _links(self, act: Callable[[str, str], Act], said: Statement) -> None:
        self.stage.do(act(said["source"], said["to"]))
        if said["arrow"] == "<->":
            self.stage.do(act(said["to"], said["source"]))

    def _partition(self, said: Statement) -> None:
        groups = [group.split() for group in said["groups"].split("|")]
        for number, group in enumerate(groups):
            for other in groups[number + 1 :]:
                for one, two in ((a, b) for a in group for b in other):
                    self.stage.do(Cut(one, two))
                    self.stage.do(Cut(two, one))

    # ---- time --------------------------------------------------------------------------------------------------------

    def _wait(self, said: Statement) -> None:
        self.world.now += int(said["ms"])

    def _run(self, said: Statement) -> None:
        """Let the cluster run by itself: every held message arrives, every timer fires in its time."""
        Chaos(self.world, self.seed, CALM, self.stage.monitor, to_first=False).drift(float(said["ms"]))

    # ---- judging -----------------------------------------------------------------------------------------------------

    def _expect(self, said: Statement) -> None:
        seen = judge(said, self.world)
        if seen is not None:
            self._miss(said, seen)

    def _miss(self, said: Statement, seen: str) -> None:
        self.misses.append(Miss(said.line, said.text, seen, len(self.world.events)))

    def _badge(self, said: Statement) -> None:
        """Ask, on the panel at hand, whether a server may commit an index; answer with the arithmetic."""
        server, index = said["name"], int(said["index"])
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
        self._asked = Badge("commit?", server, index, answer, arithmetic)


def options_of(scenario: Scenario) -> Options:
    """Return the deployment's options that the scenario sets."""
    values: dict[str, object] = {}
    for said in scenario.setup:
        if said.verb != "option":
            continue
        value = said["value"]
        numbers = tuple(int(word) for word in value.split()) if value[0].isdigit() else ()
        values[OPTIONS[said["name"]]] = value == "on" if not numbers else numbers if len(numbers) > 1 else numbers[0]
    return Options(**values)  # type: ignore[arg-type]
