"""Scene 02: the messages that a check draws are those of some run: a live server sends each of them to S1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from tests.labs.legal_run import LegalRun, import_file, open_runs

from raftlab.checks.hypothesis_settings import deterministic_hypothesis
from raftlab.checks.lab_fixture import Lab
from raftlab.grading_models import Submission
from raftlab.kit import find_kit
from raftlab.labs.scene02.peer_messages import LAST_TERM, RIVAL_TERM, PeerHistory
from raftlab.server import AppendEntries, Message, RequestVote
from raftlab.submission_hosts import make_hosts
from raftlab.worker.wire import Codec

KIT = find_kit()
SCENE, LAST = KIT.scene("scene02"), KIT.scene("scene05")
FILE = SCENE.folder / "tests/test_random_runs.py"
pytestmark = pytest.mark.skipif(not (KIT.reference / SCENE.id).is_dir(), reason="a student kit holds no reference")

MessageKind = tuple[str, int, bool | None]
"""The type of a message, its term, and whether it grants what was asked."""


@dataclass
class RecordedHistory(PeerHistory):
    """A history that notes which messages were sent."""

    kinds: set[MessageKind] = field(default_factory=set)

    def sent(self, message: Message) -> None:
        super().sent(message)
        self.kinds.add(message_kind(message))


def message_kind(message: Message) -> MessageKind:
    return type(message).__name__, message.term, getattr(message, "voteGranted", getattr(message, "success", None))


def drawn_histories(seed: int) -> list[RecordedHistory]:
    """Return what S2 does in each run that the check draws for the reference."""
    histories: list[RecordedHistory] = []

    def record() -> RecordedHistory:
        histories.append(RecordedHistory())
        return histories[-1]

    submission = Submission(SCENE.id, SCENE.file, KIT.solution_layer(SCENE).source)
    with (
        deterministic_hypothesis([FILE]),
        make_hosts(KIT, SCENE, submission, in_process=True, debug=False) as hosts,
    ):
        checks = import_file(FILE, "scene02_search_checks")
        checks.PeerHistory = record
        checks.test_random_messages_and_crashes(Lab(KIT, SCENE, seed, hosts, Codec(KIT.message_modules(SCENE))))
    return histories


def sent_kinds(run: LegalRun, history: RecordedHistory) -> Iterator[MessageKind]:
    """Let S2 live as in `history`, with S3 and the requests of S1; yield what it sends to S1."""
    run.arrive("S1", "S2", RequestVote(1, "S1", 0, 0))
    run.arrive("S1", "S2", AppendEntries(1, "S1", 0, 0, (), 0))
    for term in sorted({RIVAL_TERM, LAST_TERM, *(term for _, term, _ in history.kinds if term > LAST_TERM)}):
        if run.server("S2").role == "leader":
            run.restart("S2")
        if term == LAST_TERM:
            run.elect("S3", term, ["S2"])
        elif term in history.granted:
            run.arrive("S1", "S2", RequestVote(term, "S1", 0, 0))
        else:
            run.elect("S2", term, ["S3"])
        run.arrive("S1", "S2", RequestVote(1, "S1", 0, 0))
        run.arrive("S1", "S2", AppendEntries(1, "S1", 0, 0, (), 0))
    yield from (message_kind(each.message) for each in run.in_flight("S2", "S1"))


@pytest.mark.parametrize("seed", range(2))
def test_drawn_messages_are_those_of_a_run(seed: int) -> None:
    """Every message that a check delivers to S1 is one that a live S2 sends, with the votes that it gave."""
    histories = drawn_histories(seed)
    assert len(set().union(*(history.kinds for history in histories))) > 20
    with open_runs(KIT, LAST) as begin:
        for history in histories:
            assert history.kinds <= set(sent_kinds(begin(3), history))
