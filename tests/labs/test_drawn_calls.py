"""Scene 01: the logs that checks draw are those of some run: leaders append each call, some begin with a no-op."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import pytest
from hypothesis import strategies as st
from tests.labs.legal_run import LegalRun, drawn_examples, import_file, run_starter

from raftlab.kit import LayerSource, find_kit
from raftlab.labs.scene01.log_oracle import Log, make_log
from raftlab.labs.scene01.random_runs import random_logs
from raftlab.labs.scene01.sample_logs import LAST_TERM, SESSION_LOGS, with_rising_terms
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import InProcessHosts, make_load_request

KIT = find_kit()
SCENE, LAST = KIT.scene("scene01"), KIT.scene("scene05")
pytestmark = pytest.mark.skipif(not (KIT.reference / SCENE.id).is_dir(), reason="a student kit holds no reference")

FIRST_ENTRY = LayerSource(
    "first_entry.py",
    """
from raftlab.server import Entry, Server

class FirstEntry(Server):
    def becomeLeader(self) -> None:
        super().becomeLeader()
        if self.id == "S1":
            self.log.append(Entry(self.currentTerm))
            self.persist()
""",
    "FirstEntry",
)
"""S1 begins each of its terms with a no-op, S2 does not."""


def drawn_logs() -> Iterator[Log]:
    """Yield what the checks of scene 01 draw on two seeds, and the logs that they list."""
    commands = import_file(SCENE.folder / "tests/test_machine.py", "scene01_machine_checks").COMMAND_TEXTS
    for seed in range(2):
        yield from drawn_examples(random_logs(2, 3, 9), seed, 60)
        yield from drawn_examples(random_logs(5, 10, 18), seed, 40)
        for texts in drawn_examples(st.lists(commands, min_size=4, max_size=12), seed, 60):
            yield with_rising_terms(make_log(*texts))
    yield from SESSION_LOGS


def append_log(run: LegalRun, log: Log) -> None:
    """Let S1 and S2 lead the terms of `log`, elected by S3, and append its calls."""
    for term, group in groupby(log, lambda entry: entry.term):
        calls = [entry.command for entry in group]
        leader, other = ("S1", "S2") if calls[0] is None else ("S2", "S1")
        for name in (leader, other):
            run.restart(name)
        run.elect(leader, term, ["S3"])
        for call in calls if calls[0] is not None else calls[1:]:
            assert call is not None, "a no-op in the middle of a term"
            run.propose(leader, call)
        for name in (other, "S3"):
            run.show(leader, name, len(run.server(leader).log))


def test_drawn_logs_are_those_of_a_run() -> None:
    """Leaders with and without a no-op append every log that a check draws, in its order and terms."""
    layers = (*KIT.given_layers(LAST), KIT.solution_layer(LAST), FIRST_ENTRY)
    load = make_load_request(layers, KIT.course_message_modules)
    drawn = sorted(set(map(tuple, drawn_logs())), key=repr)
    assert len(drawn) > 200
    with InProcessHosts(load) as hosts:
        begin = run_starter(hosts.open(), Codec(KIT.message_modules(LAST)))
        for log in drawn:
            run = begin(3)
            append_log(run, log)
            assert [run.server(name).log for name in run.world.servers] == [log] * 3
            assert type(log[0].term) is int
            assert log[-1].term <= LAST_TERM
