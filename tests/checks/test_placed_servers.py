"""A check puts one server into a state and reads what it does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from raftlab.checks import entry
from raftlab.checks.lab_fixture import Lab
from raftlab.errors import SubmissionRaisedError
from raftlab.kit import find_kit
from raftlab.server import (
    AppendEntries,
    AppendEntriesReply,
    Configuration,
    Entry,
    Options,
    Persist,
    Send,
    Waiting,
)
from raftlab.worker.responses import PersistEffect
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import InProcessHosts, make_load_request


@pytest.fixture
def lab() -> Iterator[Lab]:
    """Give a lab of the reference's server of scene 05."""
    kit = find_kit()
    scene = kit.scene("scene05")
    modules = kit.message_modules(scene)
    with InProcessHosts(make_load_request((*kit.given_layers(scene), kit.solution_layer(scene)), modules)) as hosts:
        made = Lab(kit, scene, 0, hosts, Codec(modules))
        yield made
        made.close()


def test_a_leader_is_placed_as_told(lab: Lab) -> None:
    """The given state is set; a leader's bookkeeping and vote follow from its role."""
    leader = lab.place(
        "S2", cluster=5, role="leader", term=4, log=[1, 2, 4], match_index={"S1": 2}, next_index={"S3": 2}
    )
    assert (leader.role, leader.currentTerm, leader.votedFor, leader.leaderId) == ("leader", 4, "S2", "S2")
    assert leader.log_terms == [1, 2, 4]
    assert leader.matchIndex == {"S1": 2, "S3": 0, "S4": 0, "S5": 0}
    assert leader.nextIndex == {"S1": 4, "S3": 2, "S4": 4, "S5": 4}
    assert repr(leader) == "S2 (leader, term 4, log 1 2 4, commitIndex 0)"


def test_a_follower_has_no_leaders_bookkeeping(lab: Lab) -> None:
    """A follower is placed with its log, its vote and what it applied."""
    follower = lab.place("S1", term=2, log=[1, 2], commit_index=1, voted_for="S3")
    assert (follower.votedFor, follower.commitIndex, follower.lastApplied) == ("S3", 1, 1)
    assert (follower.matchIndex, follower.nextIndex) == ({}, {})


def test_a_server_outside_its_cluster_is_refused(lab: Lab) -> None:
    """A misspelt server is reported as the check's mistake."""
    with pytest.raises(ValueError, match="the cluster is S1, S2, S3"):
        lab.place("S4")


def test_messages_come_back_decoded_and_in_order(lab: Lab) -> None:
    """An append is stored, then made durable, then acknowledged."""
    follower = lab.place("S1", term=1, log=[1])
    step = follower.deliver(AppendEntries(1, "S2", 1, 1, (entry(1, 2),), 0))
    assert step.sent_messages == [("S2", AppendEntriesReply(1, "S1", True, 1, 2))]
    assert [each.log for each in step.persisted_states] == [(entry(1, 1), entry(1, 2))]
    assert isinstance(step.effects_before(Send)[-1], PersistEffect)
    assert step.effects_before(Persist) == step.effects
    assert [timer.name for timer in step.timers] == ["election"]


def test_a_clients_call_is_answered_when_it_is_applied(lab: Lab) -> None:
    """A client's call is answered after a majority acknowledged and the entry was applied."""
    leader = lab.place("S1", role="leader", term=1)
    assert leader.propose("x=1").replies == []
    step = leader.deliver(AppendEntriesReply(1, "S2", True, 0, 1))
    assert [(reply.client, reply.sequence, reply.outcome) for reply in step.replies] == [("c", 1, "ok")]
    assert [applied.index for applied in step.applied_commands] == [1]


def test_a_restart_keeps_what_was_durable(lab: Lab) -> None:
    """After a restart only the durable state is there."""
    leader = lab.place("S1", role="leader", term=3, log=[1, 3], commit_index=1)
    leader.restart()
    assert (leader.role, leader.currentTerm, leader.log_terms, leader.commitIndex) == ("follower", 3, [1, 3], 0)


def test_what_a_server_was_doing_is_told_in_words(lab: Lab) -> None:
    """After an error the lab has the event that led to it, in words."""
    with pytest.raises(SubmissionRaisedError):
        lab.place("S1", role="leader", term=1).deliver(AppendEntriesReply(1, "S9", True, 0, 1))
    assert lab.failed_request_text == (
        "S1 took AppendEntriesReply(term 1, followerId S9, success true, prevLogIndex 0, matchIndex 1, "
        "conflictTerm 0, conflictIndex 0)"
    )


def test_the_clock_of_a_placed_server_never_goes_back(lab: Lab) -> None:
    """An event without a time, or with an earlier one, happens at the time of the last event."""
    times: list[float] = []
    server = lab.place("S1")
    send = server._send_request
    server._send_request = lambda request: times.append(getattr(request, "now", 0.0)) or send(request)
    server.fire_timer("election", now=500.0)
    server.call("observeTerm", None, 9)
    server.fire_timer("election", now=100.0)
    assert times == [500.0, 500.0, 500.0]


OWN_ELECTION = """
from raftlab.server import Server

class Base(Server):
    def becomeCandidate(self):
        super().becomeCandidate()
        self.asked = (self.currentTerm, self.log.lastIndex())

    def becomeLeader(self):
        self.won = (self.role, self.currentTerm, self.log.lastIndex(), self.commitIndex)
        super().becomeLeader()

class Commit(Base):
    pass
"""


@pytest.mark.parametrize("options", [Options(), Options(no_op=True), Options(disk="background")])
def test_a_placed_leader_has_run_the_election_methods_that_a_student_adds(lab: Lab, options: Options) -> None:
    """They ran on the log that the leader inherited; of their effects only the student's attributes are left."""
    kit, scene, plain_lab = lab.kit, lab.scene, lab
    layers = (*kit.given_layers(scene), kit.submission_layer(scene, "own.py", OWN_ELECTION))
    with InProcessHosts(make_load_request(layers, kit.message_modules(scene))) as hosts:
        lab = Lab(kit, scene, 0, hosts, Codec(kit.message_modules(scene)))
        state: dict[str, Any] = {"role": "leader", "term": 4, "log": [1, 2, 4], "commit_index": 3, "options": options}
        leader, of_the_reference = lab.place("S1", **state), plain_lab.place("S1", **state)
        assert (leader.log_terms, leader.commitIndex, leader.votedFor) == ([1, 2, 4], 3, "S1")
        assert leader.boot_step.observation == of_the_reference.boot_step.observation
        assert leader.boot_step.effects == of_the_reference.boot_step.effects
        assert leader.call("won").result == ("candidate", 4, 2, 2)
        assert leader.call("asked").result == (4, 2)
        lab.close()


def test_an_election_method_of_the_skeleton_does_not_run_for_a_placed_leader() -> None:
    """A scene that is about elections places its leaders without the student's becomeLeader."""
    kit = find_kit()
    scene = kit.scene("scene03")
    source = (
        "from raftlab.server import Server\n\nclass Election(Server):\n    def becomeLeader(self):\n        1 / 0\n"
    )
    layers = (*kit.given_layers(scene), kit.submission_layer(scene, "own.py", source))
    with InProcessHosts(make_load_request(layers, kit.message_modules(scene))) as hosts:
        lab = Lab(kit, scene, 0, hosts, Codec(kit.message_modules(scene)))
        assert lab.place("S1", role="leader", term=4, log=[1]).role == "leader"
        lab.close()


def test_a_placed_leader_has_no_write_under_way() -> None:
    """The election methods that a student adds write nothing: the layer of scene 10 remembers its last write."""
    kit = find_kit()
    scene = kit.scene("scene10")
    source = (kit.reference / "scene10" / scene.file).read_text(encoding="utf-8")
    added = "    def becomeCandidate(self) -> None:\n        super().becomeCandidate()\n        self.mine = 1\n\n"
    source = source.replace("    def started(", added + "    def started(", 1)
    layers = (*kit.given_layers(scene), kit.submission_layer(scene, "own.py", source))
    with InProcessHosts(make_load_request(layers, kit.message_modules(scene))) as hosts:
        lab = Lab(kit, scene, 0, hosts, Codec(kit.message_modules(scene)))
        leader = lab.place("S1", role="leader", term=2, log=[1], options=Options(disk="background"))
        assert leader.call("mine").result == 1
        assert leader.call("writes").result == ()
        assert not leader.pending_writes
        lab.close()


def test_a_given_method_that_a_student_extends_runs_for_a_placed_leader() -> None:
    """The skeleton's becomeLeader is no addition while it is unchanged, in whatever layout; with a line more it is."""
    kit = find_kit()
    scene = kit.scene("scene08")
    skeleton = (kit.skeletons / "scene08" / scene.file).read_text(encoding="utf-8")
    given = "        self.transfers = {}\n        super().becomeLeader()\n"
    assert given in skeleton
    for text, is_given in (
        (given, True),
        (given.replace("\n", "\n\n"), True),
        (given + "        self.mine = 1\n", False),
    ):
        layer = kit.submission_layer(scene, "own.py", skeleton.replace(given, text))
        assert ("becomeLeader" in (layer.scene_methods or ())) == is_given


def test_an_election_method_may_use_what_started_makes(lab: Lab) -> None:
    """A placed leader has booted before its election."""
    source = """
from raftlab.server import Server

class Commit(Server):
    def started(self):
        super().started()
        self.leaderships = []

    def becomeLeader(self):
        self.leaderships.append(self.currentTerm)
        super().becomeLeader()
"""
    layers = (*lab.kit.given_layers(lab.scene), lab.kit.submission_layer(lab.scene, "own.py", source))
    with InProcessHosts(make_load_request(layers, lab.kit.message_modules(lab.scene))) as hosts:
        other = Lab(lab.kit, lab.scene, 0, hosts, Codec(lab.kit.message_modules(lab.scene)))
        assert other.place("S1", role="leader", term=4, log=[1]).call("leaderships").result == (4,)
        other.close()


OWN_BOOT = """
from raftlab.server import FOLLOWER, Server

class Rising:
    def __init__(self, place):
        self.place = place

    def __get__(self, server, owner=None):
        return getattr(server, self.place, 0)

    def __set__(self, server, value):
        assert value >= getattr(server, self.place, 0), self.place
        setattr(server, self.place, value)

class Commit(Server):
    currentTerm = Rising("term")

    @property
    def matchIndex(self):
        return self.matches

    @matchIndex.setter
    def matchIndex(self, value):
        self.matches = value

    def started(self):
        self.role, self.leaderId = FOLLOWER, None
        self.commitIndex = self.lastApplied = 0
        self.nextIndex, self.matchIndex = {}, {}
        self.won = []
        super().started()

    def becomeLeader(self):
        self.won.append(self.log.lastIndex())
        super().becomeLeader()
"""


def test_a_placed_leader_booted_before_its_election(lab: Lab) -> None:
    """What a student's started resets is as placed, and becomeLeader may use the attributes that started makes."""
    kit, scene, plain_lab = lab.kit, lab.scene, lab
    layers = (*kit.given_layers(scene), kit.submission_layer(scene, "own.py", OWN_BOOT))
    with InProcessHosts(make_load_request(layers, kit.message_modules(scene))) as hosts:
        lab = Lab(kit, scene, 0, hosts, Codec(kit.message_modules(scene)))
        state: dict[str, Any] = {
            "role": "leader",
            "term": 4,
            "log": [1, 2, 4],
            "commit_index": 3,
            "next_index": {"S2": 2},
        }
        leader, of_the_reference = lab.place("S1", **state), plain_lab.place("S1", **state)
        assert leader.boot_step.observation == of_the_reference.boot_step.observation
        assert leader.boot_step.effects == of_the_reference.boot_step.effects
        assert leader.call("won").result == (2,)
        leader.restart()
        assert (leader.role, leader.currentTerm, leader.matchIndex) == ("follower", 4, {})
        assert leader.call("won").result == ()
        lab.close()


ASSERTED_BOOT = """
from raftlab.server import FOLLOWER, Server

class {layer}(Server):
    def started(self):
        assert self.role == FOLLOWER and self.leaderId is None and self.votesGranted == set()
        assert self.nextIndex == self.matchIndex == self.waiting == self.machine == {{}}
        assert self.commitIndex == self.lastApplied == 0
        self.at_start = (self.currentTerm, self.votedFor, self.log.lastIndex())
        super().started()
"""


@pytest.mark.parametrize("role", ["follower", "pre-candidate", "candidate", "leader"])
def test_a_placed_server_booted_with_what_is_on_its_disk(lab: Lab, role: Any) -> None:
    """`started` finds a follower that has heard nobody, in whatever role a server is placed."""
    kit, scene = lab.kit, lab.scene
    layers = (*kit.given_layers(scene), kit.submission_layer(scene, "own.py", ASSERTED_BOOT.format(layer="Commit")))
    with InProcessHosts(make_load_request(layers, kit.message_modules(scene))) as hosts:
        lab = Lab(kit, scene, 0, hosts, Codec(kit.message_modules(scene)))
        server = lab.place("S1", role=role, term=4, log=[1, 2, 4], commit_index=3, waiting={3: Waiting(4, "c", 1)})
        assert (server.role, server.commitIndex, server.lastApplied) == (role, 3, 3)
        assert server.call("at_start").result == (4, server.votedFor, 3)
        lab.close()


def test_a_placed_leader_has_the_followers_of_its_configuration() -> None:
    """nextIndex and matchIndex have the members as keys, also if the log has another configuration than the cluster."""
    kit = find_kit()
    scene = kit.scene("scene08")
    source = ASSERTED_BOOT.format(layer="Snapshots")
    layers = (*kit.given_layers(scene), kit.submission_layer(scene, "own.py", source))
    log = (Entry(1, None, Configuration(("S1", "S2", "S4"))), 2)
    with InProcessHosts(make_load_request(layers, kit.message_modules(scene))) as hosts:
        lab = Lab(kit, scene, 0, hosts, Codec(kit.message_modules(scene)))
        leader = lab.place("S1", role="leader", term=4, log=log, match_index={"S2": 1}, next_index={"S2": 2})
        assert (leader.matchIndex, leader.nextIndex) == ({"S2": 1, "S4": 0}, {"S2": 2, "S4": 3})
        lab.close()


OTHER_NAMES = """
from raftlab.server import Server

class Commit(Server):
    def started(self):
        super().started()
        self.entries = self.log

    def becomeLeader(self):
        super().becomeLeader()
        self.progress = {"match": self.matchIndex, "next": self.nextIndex}

    def becomeFollower(self, term):
        super().becomeFollower(term)
        self.nextIndex = self.matchIndex = {}

    def names(self):
        return [self.entries is self.log, self.progress["match"] is self.matchIndex, self.progress["next"]["S2"]]
"""


def test_another_name_for_a_variable_names_it_in_a_placed_server(lab: Lab) -> None:
    """A log, dict or set stays the same object where a check sets it; two variables never become one."""
    layers = (*lab.kit.given_layers(lab.scene), lab.kit.submission_layer(lab.scene, "own.py", OTHER_NAMES))
    with InProcessHosts(make_load_request(layers, lab.kit.message_modules(lab.scene))) as hosts:
        other = Lab(lab.kit, lab.scene, 0, hosts, Codec(lab.kit.message_modules(lab.scene)))
        leader = other.place("S1", role="leader", term=4, log=[1, 4], match_index={"S3": 1}, next_index={"S2": 2})
        assert leader.call("names").result == (True, True, 2)
        assert leader.matchIndex == {"S2": 0, "S3": 1}
        other.close()


HOLE = """
from raftlab.server import Server

class Operations(Server):
    def becomeLeader(self):
        {first}
        super().becomeLeader()
        self.first_of_term = self.log.lastIndex() + 1
        self.unanswered = {{}}
        self.lastRound = 7
        for follower in self.followers:
            self.unanswered[follower] = True
            self.replicateTo(follower)
            self.send_heartbeat(follower)

    def send_heartbeat(self, follower):
        super().replicateTo(follower)

    def handleAppendEntriesReply(self, reply):
        self.unanswered[reply.followerId] = False
"""


@pytest.mark.parametrize("first", ["pass", "1 / 0", "raise NotImplementedError"])
def test_a_placed_leader_has_what_the_scenes_own_election_method_sets(first: str) -> None:
    """A method that the scene asks for ran, and was answered; if it raises, only the checks about it see that."""
    kit = find_kit()
    scene = kit.scene("scene10")
    source = HOLE.format(first=first).replace("self.lastRound = 7", "vars(self)['lastRound'] = 7")
    layers = (*kit.given_layers(scene), kit.submission_layer(scene, "own.py", source))
    with InProcessHosts(make_load_request(layers, kit.message_modules(scene))) as hosts:
        lab = Lab(kit, scene, 0, hosts, Codec(kit.message_modules(scene)))
        known = {"S2": 2, "S3": 3}
        leader = lab.place("S1", role="leader", term=4, log=[1, 2, 4, 4], commit_index=2, match_index=known)
        assert (leader.role, leader.log_terms, leader.commitIndex) == ("leader", [1, 2, 4, 4], 2)
        assert leader.call("lastRound").result == 0  # an attribute of the kit's layers is as placed
        if first == "pass":
            assert leader.call("first_of_term").result == 3
            assert leader.call("unanswered").result == (("S2", False), ("S3", False))
        else:
            with pytest.raises(SubmissionRaisedError):
                leader.call("first_of_term")
        lab.close()
