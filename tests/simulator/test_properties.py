"""Each property catches the layer that breaks it, and lets the kit's own server through."""

from types import SimpleNamespace

import pytest

from raftlab.errors import SubmissionError
from raftlab.simulator.event_properties import NeverCommitPrevTerm
from raftlab.simulator.fault_rates import Faults

LAYER_HEAD = "from raftlab.server import *\n\n\nclass Wrong(Server):\n"

BROKEN_LAYERS = {
    "ElectionSafety": """
    def handleRequestVoteReply(self, reply):
        if self.role == "candidate":
            self.becomeLeader()
""",
    "LeaderAppendOnly": """
    def handleHeartbeatTimeout(self):
        if self.log.lastIndex() > self.commitIndex:
            self.log.truncateFrom(self.log.lastIndex())
            self.persist()
        super().handleHeartbeatTimeout()
""",
    "LogMatching": """
    def storeEntries(self, req):
        if req.entries and self.id == "S2":
            made = tuple(Entry(e.term, Command("put", "x", "other")) for e in req.entries)
            req = AppendEntries(req.term, req.leaderId, req.prevLogIndex, req.prevLogTerm, made, req.leaderCommit)
        super().storeEntries(req)
""",
    "LogTermsRise": """
    def handleClientRequest(self, req):
        if self.role == "leader" and self.log.lastTerm() > 1:
            self.log.append(Entry(1, req.command))
            self.persist()
            return
        super().handleClientRequest(req)
""",
    "MonotonicTerm": """
    def becomeFollower(self, term):
        super().becomeFollower(term)
        if term > 3:
            self.currentTerm = term - 2
            self.persist()
""",
    "MonotonicCommit": """
    def advanceFollowerCommit(self, req):
        self.commitIndex = min(req.leaderCommit, req.prevLogIndex + len(req.entries))
""",
    "MonotonicMatch": """
    def handleAppendEntriesReply(self, reply):
        super().handleAppendEntriesReply(reply)
        if self.role == "leader" and reply.success:
            self.matchIndex[reply.followerId] = reply.matchIndex
""",
    "MatchIsStored": """
    def handleAppendEntriesReply(self, reply):
        if self.role == "leader" and not reply.success:
            self.matchIndex[reply.followerId] = self.log.lastIndex()
        super().handleAppendEntriesReply(reply)
""",
    "NextAboveMatch": """
    def handleAppendEntriesReply(self, reply):
        super().handleAppendEntriesReply(reply)
        if self.role == "leader" and self.matchIndex[reply.followerId] > 1:
            self.nextIndex[reply.followerId] = 1
""",
    "OnlyAppendsDelete": """
    def becomeFollower(self, term):
        super().becomeFollower(term)
        if self.log.lastIndex() > self.commitIndex:
            self.log.truncateFrom(self.commitIndex + 1)
            self.persist()
""",
    "NeverCommitPrevTerm": """
    def tryAdvanceCommit(self):
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if 1 + sum(m >= index for m in self.matchIndex.values()) >= self.majority():
                self.commitIndex = index
                return True
        return False
""",
    "CommittedIsDurable": """
    def tryAdvanceCommit(self):
        self.commitIndex = max(self.commitIndex, self.log.lastIndex())
        return True
""",
    "VoteIsDurable": """
    def handleRequestVote(self, req):
        if self.votedFor is None and self.isUpToDate(req.lastLogIndex, req.lastLogTerm):
            self.votedFor = req.candidateId
            self.send(req.candidateId, RequestVoteReply(self.currentTerm, self.id, True))
            self.persist()
""",
    "AckIsDurable": """
    def persist(self):
        if self.role == "follower" and self.log.lastIndex() % 2:
            return
        super().persist()
""",
    "LeaderCompleteness": """
    def isUpToDate(self, lastLogIndex, lastLogTerm):
        return True
""",
    "StateMachineSafety": """
    def advanceFollowerCommit(self, req):
        self.commitIndex = max(self.commitIndex, self.log.lastIndex())
""",
    "AppliedInOrder": """
    def applyCommitted(self):
        while self.lastApplied < self.commitIndex:
            self.lastApplied = self.commitIndex
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
""",
    "SameState": """
    def execute(self, command):
        if self.role == "leader":
            self.machine["seen"] = self.machine.get("seen", "") + "1"
        return super().execute(command)
""",
    "ElectedByMajority": """
    def handleRequestVoteReply(self, reply):
        if self.role == "candidate" and not reply.voteGranted:
            self.becomeLeader()
            return
        super().handleRequestVoteReply(reply)
""",
    "OneVotePerTerm": """
    def handleAppendEntries(self, req):
        super().handleAppendEntries(req)
        self.votedFor = None

    def handleRequestVote(self, req):
        self.votedFor = None
        super().handleRequestVote(req)
""",
    "SuccessImpliesCommitted": """
    def answerClients(self):
        for call in self.waiting.values():
            self.reply(call.client, call.sequence, OK)
        self.waiting = {}
""",
    "FailureImpliesNever": """
    def answerClients(self):
        if self.role != "leader":
            for call in self.waiting.values():
                self.reply(call.client, call.sequence, NOT_LEADER)
            self.waiting = {}
            return
        super().answerClients()
""",
    "Linearizability": """
    def execute(self, command):
        value = super().execute(command)
        return None if command.operation == "get" else value
""",
    "AnsweredOnce": """
    def reply(self, client, sequence, outcome, value=None):
        super().reply(client, sequence, outcome, value)
        super().reply(client, sequence, outcome, value)
""",
    "CallsEnd": """
    def answerClients(self):
        if self.role == "leader":
            super().answerClients()
        else:
            self.waiting = {}
""",
    "Progress": """
    def handleClientRequest(self, req):
        if self.log.lastIndex() < 3:
            super().handleClientRequest(req)
""",
}

REFUSED_FOR_WHAT_MAY_COMMIT = """
    def answerClients(self):
        if self.role != "leader":
            for call in self.waiting.values():
                self.reply(call.client, call.sequence, "refused")
            self.waiting = {}
            return
        super().answerClients()
"""

SEED_COUNT = 60


@pytest.mark.parametrize("name", sorted(BROKEN_LAYERS))
def test_property_catches_what_breaks_it(run_seed, monkeypatch, name):
    """A layer that breaks one property is caught by that property within a few random runs."""
    if name not in ("Progress", "CallsEnd"):  # the others break while there are faults
        monkeypatch.setattr("raftlab.simulator.chaos.PROGRESS_DEADLINE_MS", 500.0)
    source = LAYER_HEAD + BROKEN_LAYERS[name]
    for seed in range(SEED_COUNT):
        chaos = run_seed(seed, source, faults=Faults(drop=0.1, straggle=0.1))
        chaos.stop_at_first = False
        try:
            found = chaos.run(200)
        except SubmissionError:
            found = None  # what it broke may make it stumble later
        broken = {violation.property for violation in chaos.monitor.violations}
        if name in broken or (found is not None and found.property == name):
            return
    pytest.fail(f"{name} was not broken in {SEED_COUNT} runs")


def test_a_commit_index_above_an_empty_log_is_another_propertys():
    """A leader with an empty log that sets commitIndex to 5 committed no entry of an older term."""
    before = SimpleNamespace(role="leader", currentTerm=2, commitIndex=0, log=())
    after = SimpleNamespace(role="leader", currentTerm=2, commitIndex=5, log=())
    step = SimpleNamespace(before=before, after=after)
    assert NeverCommitPrevTerm(step, None, {}) is None


def test_refused_is_a_promise_too(run_seed):
    """A server that says refused for an entry that it has not applied breaks FailureImpliesNever once it commits."""
    for seed in range(SEED_COUNT):
        chaos = run_seed(seed, LAYER_HEAD + REFUSED_FOR_WHAT_MAY_COMMIT, faults=Faults(drop=0.1, straggle=0.1))
        chaos.stop_at_first = False
        chaos.run(200)
        if "FailureImpliesNever" in {violation.property for violation in chaos.monitor.violations}:
            return
    pytest.fail("FailureImpliesNever was not broken")


@pytest.mark.parametrize("servers", [2, 3, 4, 5])
def test_right_server_breaks_nothing(run_seed, servers):
    """The kit's own server breaks no property and gets on after every fault, in clusters of two to five."""
    reached = set()
    for seed in range(12):
        chaos = run_seed(seed, servers=servers)
        assert chaos.run(250) is None
        reached |= chaos.milestones
    assert reached == {"leader", "commit", "answer", "progress"}


@pytest.mark.parametrize(
    "seeds", [pytest.param(40, marks=pytest.mark.long), pytest.param(400, marks=pytest.mark.night)], ids=str
)
@pytest.mark.parametrize("servers", [2, 3, 4, 5, 7])
def test_right_server_breaks_nothing_in_long_runs(run_seed, servers, seeds):
    """The kit's own server stands many seeds of 400 events in each size of cluster."""
    for seed in range(seeds):
        assert run_seed(1000 + seed, servers=servers).run(400) is None, seed
