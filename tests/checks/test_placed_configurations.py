"""A leader that a check places has taken the requests that gave it its configurations."""

from __future__ import annotations

import pytest

from raftlab.checks.lab_fixture import Lab
from raftlab.kit import find_kit
from raftlab.labs.scene07.members import make_log, place_configured_server
from raftlab.server import Change, Configuration, ConfigurationRequest
from raftlab.worker.mid_run_state import request_of
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import InProcessHosts, make_load_request

Items = tuple[int | tuple[int, str], ...]

OWN_REQUESTS = """
from raftlab.server import Server

class Membership(Server):
    def becomeLeader(self):
        self.asked = []
        super().becomeLeader()

    def proposeConfiguration(self, req):
        done = super().proposeConfiguration(req)
        self.asked.append(f"{self.log.lastIndex()} {done} {FAULT}")
        return done

    def leaveJoint(self):
        left = super().leaveJoint()
        if left:
            self.asked.append(f"{self.log.lastIndex()} left")
        return left
"""


def asked_in_its_term(items: Items, commit_index: int, fault: str = "0") -> object:
    """Return what a submission that notes its requests has noted when it is placed with this log in term 2."""
    kit = find_kit()
    scene = kit.scene("scene07")
    below = (*kit.given_layers(scene), kit.solution_layer(scene))
    own = kit.submission_layer(scene, "own.py", OWN_REQUESTS.replace("FAULT", fault))
    modules = kit.message_modules(scene)
    with InProcessHosts(make_load_request((*below, own), modules)) as hosts:
        lab = Lab(kit, scene, 0, hosts, Codec(modules))
        leader = place_configured_server(lab, *items, commit_index=commit_index)
        assert list(leader.log) == make_log(*items)
        assert (leader.role, leader.commitIndex) == ("leader", commit_index)
        result = leader.call("asked").result
        lab.close()
        return result


@pytest.mark.parametrize(
    ("items", "commit_index", "asked"),
    [
        ((1, 2, (2, "S1 S2 S3 + S4"), 2), 2, ("3 True 0",)),
        ((1, 2, (2, "S1 S2 S3 | S1 S4 S5")), 2, ("3 True 0",)),
        ((1, 2, (2, "S1 S2 S3 | S1 S2"), (2, "S1 S2")), 3, ("3 True 0", "4 left")),
        ((1, (1, "S1 S2"), 2), 3, ()),
        ((1, 2), 2, ()),
    ],
)
def test_a_placed_leader_has_taken_the_requests_of_its_term(items: Items, commit_index: int, asked: object) -> None:
    """What a submission remembers of a change that it makes, it remembers in a placed leader too."""
    assert asked_in_its_term(items, commit_index) == asked


def test_a_request_that_raises_leaves_a_placed_leader_as_it_was_elected() -> None:
    """Placing a leader asks nothing of methods that are not written yet or wrong."""
    assert asked_in_its_term((1, 2, (2, "S1 S2")), 2, fault="1 / 0") == ()


def test_a_request_makes_each_server_what_it_becomes() -> None:
    """Voters, learners and those that leave are changed; the others are not named."""
    before, after = Configuration(("S1", "S2", "S3"), ("S4",)), Configuration(("S1", "S4"), ("S3",), ("S1", "S2", "S3"))
    assert request_of(before, after) == ConfigurationRequest(
        (Change("voter", "S4"), Change("learner", "S3"), Change("remove", "S2")), joint=True
    )
