"""Scene 03: what a check draws, a run can send: each list of answers is replayed by live servers of the reference."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import pytest

from raftlab.checks.hypothesis_settings import deterministic_hypothesis
from raftlab.grading_models import Submission
from raftlab.kit import find_kit
from raftlab.server import Options, RequestVote, RequestVoteReply
from raftlab.simulator.world import InFlight, World
from raftlab.submission_hosts import make_hosts
from raftlab.trace import Act, Boot, Deliver, Duplicate, Timeout
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import Host

KIT = find_kit()
SCENE = KIT.scene("scene03")
pytestmark = pytest.mark.skipif(not (KIT.reference / SCENE.id).is_dir(), reason="a student kit holds no reference")

Answers = tuple[tuple[int, bool], ...]


def drawn_answers(seed: int) -> set[tuple[int, Answers]]:
    """Return what the check draws on `seed`: (cluster size, the answers in the order in which they arrive)."""
    file = SCENE.folder / "tests/test_vote_count.py"
    spec = importlib.util.spec_from_file_location("scene03_vote_count_checks", Path(file))
    assert spec is not None and spec.loader is not None
    checks = importlib.util.module_from_spec(spec)
    drawn: set[tuple[int, Answers]] = set()
    with deterministic_hypothesis([file]):  # as a grade draws them
        spec.loader.exec_module(checks)
        checks.check_vote_count = lambda lab, size, answers, options=None: drawn.add((size, tuple(answers)))
        # draws nothing: one grant in each of its terms
        checks.check_votes_of_one_term = lambda lab, size, elections: None
        checks.test_each_voter_counts_once(SimpleNamespace(seed=seed))
    return drawn


def require_act(world: World, act: Act) -> None:
    """Do an act that must be possible."""
    assert world.apply(act) is not None, act


def arrived_answers(world: World, size: int, answers: Answers) -> Answers:
    """Let S1 and a rival stand in one term; return the answers that reach S1, with copies, in the wanted order."""
    refusing = sorted({f"S{voter}" for voter, is_grant in answers if not is_grant})
    for number in range(1, size + 1):
        require_act(world, Boot(f"S{number}"))
    if refusing:
        require_act(world, Timeout(refusing[0], "election"))
        deliver_all(world, [each for each in requests_of(world, refusing[0]) if each.to in refusing])
    require_act(world, Timeout("S1", "election"))
    deliver_all(world, requests_of(world, "S1"))
    arrived = []
    for voter, _ in answers:
        reply = next(
            each
            for each in world.in_flight
            if (each.source, each.to) == (f"S{voter}", "S1") and isinstance(each.message, RequestVoteReply)
        )
        require_act(world, Duplicate(reply.source, reply.to, reply.message, reply.id))
        require_act(world, Deliver(reply.source, reply.to, reply.message, reply.id))
        arrived.append((voter, reply.message.voteGranted))
    return tuple(arrived)


def requests_of(world: World, candidate: str) -> list[InFlight]:
    """Return the vote requests of `candidate` that are on their way."""
    return [each for each in world.in_flight if each.source == candidate and isinstance(each.message, RequestVote)]


def deliver_all(world: World, messages: list[InFlight]) -> None:
    """Let `messages` arrive."""
    for each in messages:
        require_act(world, Deliver(each.source, each.to, each.message, each.id))


@pytest.mark.parametrize("seed", range(3))
def test_drawn_answers_are_those_of_a_run(seed: int) -> None:
    """Every list of votes that a check draws arrives in some run; the candidate leads if a majority granted."""
    submission = Submission(SCENE.id, SCENE.file, KIT.solution_layer(SCENE).source)
    drawn = drawn_answers(seed)
    assert len(drawn) > 40
    with make_hosts(KIT, SCENE, submission, in_process=True, debug=False) as hosts:
        codec = Codec(KIT.message_modules(SCENE))
        host: Host = hosts.open()
        for number, (size, answers) in enumerate(sorted(drawn)):
            names = tuple(f"S{each}" for each in range(1, size + 1))
            world = World(host, codec, names, Options(preVote=False, checkQuorum=False), run_number=number)
            assert arrived_answers(world, size, answers) == answers
            voters = {1, *(voter for voter, is_grant in answers if is_grant)}
            assert (world.running_servers["S1"].role == "leader") == (2 * len(voters) > size), (size, answers)
