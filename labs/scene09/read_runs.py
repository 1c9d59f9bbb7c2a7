"""Runs of one server that leads and follows in turn: their events are drawn, the same on every seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import ServerStep
from raftlab.labs.scene07.members import parse_change_request
from raftlab.labs.scene09.follower_runs import FollowerRun
from raftlab.labs.scene09.messages import NO_ROUND, ConfirmLeadershipReply, ReadIndex, ReadIndexReply
from raftlab.labs.scene09.read_fixtures import (
    READ,
    TERM,
    deliver_answer,
    leadership_questions,
)
from raftlab.labs.scene09.read_model import (
    AN_HOUR_MS,
    DRIFT_BOUND,
    FAR_TERM,
    SETTINGS,
    Read,
    RunModel,
    place_new_leader,
)
from raftlab.server import OK, AppendEntries, AppendEntriesReply, CancelTimer, Command, SetTimer

PAUSES_MS = (0, 1, 2, 5, 10, 20, 45, 75)
TAKEOVER_PAUSES_MS = (1, 5, 30)
EVENTS = {
    "read": 6,
    "ask": 4,
    "write": 3,
    "commit": 2,
    "beat": 2,
    "answer": 9,
    "quorum": 1,
    "compact": 0.3,
    "change": 0.6,
    "refuse": 0.8,
    "give up": 0.4,
    "depose": 0.5,
}
"""Events while S1 leads, and how often each is drawn. A lease is given up only where there are leases."""
FEW_READS = {"read": 3, "ask": 2, "beat": 4}
"""How often these are drawn in every second run: fewer rounds are open at a time."""


@dataclass
class ReadRun:
    """One server, S1, and what the model knows of its leadership."""

    model: RunModel
    weights: dict[str, float]  # event -> how often it is drawn
    reads: dict[str, Read] = field(default_factory=dict)  # what waits: a client's read, or "S2 asks for r7"
    first_questions: dict[str, Read] = field(default_factory=dict)  # of this leadership: name -> the first of its kind
    asked: list[tuple[int, float, dict]] = field(default_factory=list)  # (event, time, questions), of this leadership
    newest: dict[str, tuple[int, float]] = field(default_factory=dict)  # follower -> the newest that it answered
    proven: tuple[float, float] = (-1.0, -1.0)  # the event and the time of the newest question that a quorum answered
    heard: dict[str, float] = field(default_factory=dict)  # who was heard since the quorum timer fired -> 1
    last_round: int = 1
    last_client: str = "r0"  # the client of a follower's last question
    leaderships: int = 0  # how many are over; they end in three ways in turn
    term_start: int = 0
    given_up: bool = False

    def begin_leadership(self) -> None:
        """Forget the leadership before."""
        server = self.model.server
        terms = server.log_terms
        self.term_start = server.lastIndex - terms.count(server.currentTerm) + 1
        self.newest, self.asked, self.given_up, self.proven = {}, [], False, (-1.0, -1.0)
        self.first_questions, self.heard = {}, {}

    def has_lease(self) -> bool:
        """Tell whether the longest lease that is right holds now."""
        options = self.model.setting.options
        if options.reads != "lease" or self.given_up or self.proven[0] < 0:
            return False
        return self.model.now - self.proven[1] < options.electionTimeout[0] / DRIFT_BOUND

    def new_read(self) -> Read:
        """Return a read that comes now."""
        server = self.model.server
        commit = server.commitIndex
        return Read(self.model.events, commit, self.model.value_at(commit), commit >= self.term_start)

    def note(self, event: str, step: ServerStep) -> None:
        """Take over what a step of a leader sent, and judge what it answered."""
        model, server = self.model, self.model.server
        model.tell(event)
        if questions := leadership_questions(step):
            self.asked.append((model.events, model.now, questions))
            self.last_round = next(iter(questions.values())).round
        if self.newest:
            found = tuple(model.quorum_of({who: each[which] for who, each in self.newest.items()}) for which in (0, 1))
            self.proven = (max(self.proven[0], found[0]), max(self.proven[1], found[1]))
        if server.options.reads == "lease" and self.has_lease():
            for read in self.reads.values():
                read.had_lease = True
        for reply in step.replies:
            if reply.client in self.reads:
                read = self.reads.pop(reply.client)
                if reply.outcome == OK:
                    self.judge(read, f"{reply.client} heard ok {reply.value!r}")
                    model.judge_value(reply, read.value)
                elif read.is_owed or server.commitIndex >= self.term_start:
                    model.fail(f"{reply.client} heard {reply.outcome}, and S1 leads on", safety="")
            elif reply.client.startswith("r"):
                model.fail(f"{reply.client} heard {reply.outcome} once more", safety="")
        for to, message in step.sent_messages:
            if isinstance(message, ReadIndexReply) and (name := f"{to} asks for {message.client}") in self.reads:
                read = self.reads.pop(name)
                self.judge(read, f"{to} got index {message.index} for {message.client}", applies=False)
                if message.index < max(read.index, self.term_start):
                    model.fail(f"{to} got index {message.index} for {message.client}; index {read.index} was committed")

    def judge(self, read: Read, answer: str, *, applies: bool = True) -> None:
        """Raise CheckFailure if nothing proves this answer."""
        if not (read.had_lease or self.proven[0] >= read.arrived):
            self.model.fail(
                f"{answer}; no majority had answered questions sent after that read, and no lease had held since"
            )
        if applies and self.model.server.lastApplied < self.term_start:
            self.model.fail(f"{answer}; no entry of its term is committed")

    def draw_event(self) -> None:
        """Let one event happen."""
        model, server = self.model, self.model.server
        model.now += model.rng.choice(PAUSES_MS)
        model.events += 1
        event = model.rng.choices(list(self.weights), list(self.weights.values()))[0]
        if event == "read":
            self.read()
        elif event == "ask":
            self.ask()
        elif event == "write":
            model.writes += 1
            put = Command("put", "x", str(model.writes), client="w1", sequence=model.writes)
            step = server.propose(put, now=model.now)
            model.indexes[model.writes] = server.lastIndex
            self.note(f"x={model.writes} was written", step)
        elif event == "commit":
            self.commit()
        elif event == "beat":
            self.beat()
        elif event == "answer" and self.asked:
            self.answer(model.rng.choice(self.asked[-3:]), model.rng.choice(model.others()))
        elif event == "quorum":
            self.check_quorum()
        elif event == "compact" and server.log_start[0] < server.lastApplied:
            self.note("S1 compacted its log", server.compact(server.lastApplied, now=model.now))
        elif event == "change" and model.setting.may_change:
            request = parse_change_request("remove S3", joint=True)
            self.note("S3 was to leave", server.reconfigure(request, now=model.now))
        elif event == "refuse" and server.currentTerm != TERM:
            self.heard[who := model.rng.choice(model.others())] = 1.0
            refusal = ConfirmLeadershipReply(server.currentTerm, who, NO_ROUND)
            self.note(f"{who} refused a question of an earlier term", server.deliver(refusal, now=model.now))
        elif event == "give up":
            self.given_up = True
            self.note("S1 gave up its lease", server.call("giveUpLease", now=model.now))
        elif event == "depose":
            self.depose()

    def read(self) -> None:
        """Let a client read, perhaps one that a follower asked about."""
        model = self.model
        client = f"r{model.events}"
        if model.rng.random() < 0.4 and self.last_client not in self.reads:
            client = self.last_client
        self.reads[client] = self.new_read()
        self.note(f"{client} read", model.server.propose(model.get_of(client), now=model.now))

    def ask(self) -> None:
        """Let a follower ask for an index, perhaps for a call that was asked about before."""
        model, server = self.model, self.model.server
        who = model.rng.choice(model.others())
        if model.rng.random() < 0.6:
            self.last_client = f"r{model.events}"
        name = f"{who} asks for {self.last_client}"
        read = self.first_questions.setdefault(name, self.new_read())
        self.reads.setdefault(name, read).is_owed |= server.commitIndex >= self.term_start
        self.heard[who] = 1.0
        question = ReadIndex(server.currentTerm, who, self.last_client, READ)
        self.note(f"{who} asked for an index for {self.last_client}", server.deliver(question, now=model.now))

    def beat(self) -> None:
        """Let the heartbeat timer fire."""
        self.note("the heartbeat timer fired", self.model.server.fire_timer("heartbeat", now=self.model.now))

    def answer(self, question_round: tuple[int, float, dict], who: str) -> None:
        """Let a follower answer these questions."""
        event, sent, questions = question_round
        if who in questions:
            self.newest[who] = max(self.newest.get(who, (-1, -1.0)), (event, sent))
            self.heard[who] = 1.0
            step = deliver_answer(self.model.server, questions, who, self.model.now)
            self.note(f"{who} answered the question of {sent:g} ms", step)

    def commit(self) -> None:
        """Let voters store the whole log, until it is committed."""
        model, server = self.model, self.model.server
        index = server.lastIndex
        for who in model.voters():
            if server.commitIndex < index:
                reply = AppendEntriesReply(server.currentTerm, who, True, index - 1, matchIndex=index)
                self.heard[who] = 1.0
                self.note(f"{who} stored index {index}", server.deliver(reply, now=model.now))

    def check_quorum(self) -> None:
        """Let the quorum timer fire, if a quorum was heard since it last did: S1 leads on."""
        model, server = self.model, self.model.server
        if server.options.checkQuorum and model.quorum_of(self.heard) > 0:
            self.heard = {}
            self.note("the quorum timer fired", server.fire_timer("quorum", now=model.now))
            if server.role != "leader":
                model.fail("S1, which had heard a quorum, stepped down", safety="")

    def depose(self) -> None:
        """Let another voter lead for a time, and then S1 again."""
        model, server = self.model, self.model.server
        leader, term = model.rng.choice(model.voters()), server.currentTerm
        next_term = FAR_TERM if term == TERM else term + 1
        append = AppendEntries(next_term, leader, server.lastIndex, model.last_term(), (), server.commitIndex)
        self.leaderships += 1
        way = ("quorum", "refusal", "append")[self.leaderships % 3]
        if way == "quorum" and server.options.checkQuorum:
            self.check_quorum()
            step = server.fire_timer("quorum", now=model.now)
            self.end_leadership("nobody was heard, and the quorum timer fired", step)
            model.act_late(leader, term, self.last_round)
            if term != TERM:  # it may keep a promise from before it was placed
                model.vote(leader, next_term)
        elif way == "refusal":
            refusal = ConfirmLeadershipReply(next_term, leader, NO_ROUND)
            self.end_leadership(f"{leader} answered in term {next_term}", server.deliver(refusal, now=model.now))
            model.refuse_read("which knew no leader")
        leads, step = server.role == "leader", server.deliver(append, now=model.now)
        if leads:
            self.end_leadership(f"{leader} led term {next_term}", step)
        FollowerRun(model, leader, next_term, server.commitIndex).run()
        model.now += model.rng.choice(TAKEOVER_PAUSES_MS)
        model.refuse_read(f"a {server.role}")
        model.events += 1
        step = model.win_votes()
        self.begin_leadership()
        self.note(f"S1 led term {server.currentTerm}", step)
        if model.rng.random() < 0.5:
            self.commit()

    def end_leadership(self, event: str, step: ServerStep) -> None:
        """Judge a step in which S1 stops leading: each read that waited is refused, once."""
        model, server = self.model, self.model.server
        model.tell(event)
        if server.role == "leader":
            model.fail("S1 leads on", safety="")
        waited = [name for name in self.reads if name.startswith("r")]
        self.reads, self.asked = {}, []
        model.judge_refusals(step, waited)
        model.judge_former_leader(step)
        timers = [each for each in step.effects if isinstance(each, SetTimer | CancelTimer) and each.name == "election"]
        if not timers or isinstance(timers[-1], CancelTimer):
            model.fail("S1 no longer led, and its election timer did not run", safety="")

    def end(self) -> None:
        """Raise CheckFailure if one waits although all is committed and a round that began later is answered."""
        model = self.model
        for number in range(2):
            model.events += 1
            self.commit()
            for act in (self.ask, self.read) if number == 0 else ():
                act()
            model.now += 50
            self.beat()
            for who in model.voters():
                if self.asked:
                    self.answer(self.asked[-1], who)
        if waiting := [name for name, read in self.reads.items() if name.startswith("r") or read.is_owed]:
            model.fail(f"all was committed, each round answered, and {', '.join(waiting)} heard nothing", safety="")


def check_run(lab: Lab, number: int, events: int) -> None:
    """CheckFailure if S1 gives an answer in this run that nothing proves, or none to a read."""
    setting = SETTINGS[number]
    weights = EVENTS | (FEW_READS if number % 2 else {}) | ({} if setting.options.reads == "lease" else {"give up": 0})
    run = ReadRun(RunModel(place_new_leader(lab, setting), setting, random.Random(number)), weights)
    run.begin_leadership()
    run.leaderships = number % 2 + 1
    for event in range(events):
        if event == events // 3:
            run.depose()
        if event == events // 2:
            run.model.now += AN_HOUR_MS
        run.draw_event()
    run.end()
