"""Scene 04: the logs that a check draws stand on the servers of some run: each pair is built by elections and calls."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from itertools import groupby
from types import SimpleNamespace

import pytest

from raftlab.checks.hypothesis_settings import deterministic_hypothesis
from raftlab.grading_models import Submission
from raftlab.kit import find_kit
from raftlab.scenario.language import parse_scenario
from raftlab.scenario.runner import Runner
from raftlab.submission_hosts import make_hosts
from raftlab.worker.wire import Codec

KIT = find_kit()
SCENE = KIT.scene("scene04")
FILE = KIT.reference / SCENE.id / "tests/test_any_two_logs.py"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="a student kit holds no hidden checks")

LogPair = tuple[tuple[int, ...], tuple[int, ...]]
"""The terms of S1's log and of S2's."""
LAST_COMMON_TERM = 3
HEAD = ("servers S1 S2 S3", "option pre-vote off", "option check-quorum off")


def drawn_pairs(seed: int) -> set[LogPair]:
    """Return the logs that the check draws on `seed`."""
    spec = importlib.util.spec_from_file_location("scene04_any_two_logs", FILE)
    assert spec is not None and spec.loader is not None
    checks = importlib.util.module_from_spec(spec)
    drawn: set[LogPair] = set()

    def record_pair(lab: object, leads: list[int], follows: list[int], **_: object) -> SimpleNamespace:
        drawn.add((tuple(leads), tuple(follows)))
        return SimpleNamespace(replicate_all=lambda limit: 0)

    with deterministic_hypothesis([FILE]):  # as a grade draws them
        spec.loader.exec_module(checks)
        checks.place_pair = record_pair
        checks.test_any_two_logs(SimpleNamespace(seed=seed))
    return drawn


def schedule_lines(pair: LogPair) -> Iterator[str]:
    """Yield a schedule after which S1 and S2 have these logs. S3 holds what they share, and votes for both."""
    yield from HEAD
    terms = {"S1": 0, "S2": 0}
    entries = [(term, "S1") for term in pair[0]] + [(term, "S2") for term in pair[1] if term > LAST_COMMON_TERM]
    for (term, server), group in groupby(sorted(entries)):
        yield from (f"crash {server}", f"restart {server}")  # a leader starts no election
        yield from [f"timeout {server}"] * (term - 1 - terms[server])
        yield f"elect {server} votes S3"
        yield from (f"propose {server} x=1" for _ in group)
        terms[server] = term
        if term <= LAST_COMMON_TERM:
            yield f"replicate {server} -> S2 S3"
            terms["S2"] = term


@pytest.mark.parametrize("seed", range(2))
def test_drawn_logs_are_those_of_a_run(seed: int) -> None:
    """Elections and calls lead to every pair of logs that the check draws."""
    submission = Submission(SCENE.id, SCENE.file, KIT.solution_layer(SCENE).source)
    drawn = drawn_pairs(seed)
    assert len(drawn) > 20
    with make_hosts(KIT, SCENE, submission, in_process=True, debug=False) as hosts:
        codec = Codec(KIT.message_modules(SCENE))
        for pair in sorted(drawn):
            runner = Runner(hosts.open(), codec, parse_scenario("\n".join(schedule_lines(pair)), "drawn"), SCENE.id)
            runner.run(None)
            assert not runner.failed_lines
            found = tuple(
                tuple(entry.term for entry in runner.world.running_servers[server].log) for server in ("S1", "S2")
            )
            assert found == pair
