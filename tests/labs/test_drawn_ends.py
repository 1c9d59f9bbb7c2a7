"""Scene 06: the two logs that a check compares stand on two servers of some run."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from tests.labs.legal_run import LegalRun, import_file, open_runs

from raftlab.checks.hypothesis_settings import deterministic_hypothesis
from raftlab.kit import find_kit
from raftlab.labs.scene06.up_to_date_checks import LogEnd, filter_possible_ends

KIT = find_kit()
SCENE = KIT.scene("scene06")
FILE = SCENE.folder / "tests/test_up_to_date.py"
pytestmark = pytest.mark.skipif(not (KIT.reference / SCENE.id).is_dir(), reason="a student kit holds no reference")

LogAndEnd = tuple[tuple[int, ...], LogEnd]
VOTERS = ("S4", "S5")


def drawn_pairs() -> set[LogAndEnd]:
    """Return the logs and ends that the check compares on two seeds, with terms from 1 on without a gap."""
    drawn: set[LogAndEnd] = set()

    def record_ends(_: object, log: list[int], ends: list[LogEnd], **__: object) -> None:
        for index, term in filter_possible_ends(log, ends):
            rank = {each: number for number, each in enumerate(sorted({*log, term}), start=1)}
            drawn.add((tuple(rank[each] for each in log), (index, rank[term])))

    with deterministic_hypothesis([FILE]):
        checks = import_file(FILE, "scene06_up_to_date_checks")
        checks.check_up_to_date_answers = record_ends
        for seed in range(2):
            checks.test_any_two_logs(SimpleNamespace(seed=seed))
    return drawn


def build_logs(run: LegalRun, log: tuple[int, ...], index: int, term: int) -> None:
    """Let S1 hold `log`, and S2 a log that ends with (index, term). Those who vote for them store nothing."""
    for each in sorted({*log, term}):
        first = log.index(each) if each in log else 0
        end = first + log.count(each)
        is_longer = each == term and index > end
        if is_longer and first:
            run.show("S1", "S2", first)
        elect_again(run, "S2" if is_longer else "S1", each)
        for _ in range(index - first if is_longer else end - first):
            run.propose("S2" if is_longer else "S1")
        if is_longer and end:
            run.show("S2", "S1", end)
        elif each == term and not is_longer:
            run.show("S1", "S2", index)


def elect_again(run: LegalRun, leader: str, term: int) -> None:
    """Let S1 or S2 win `term`; neither leads any more before."""
    for name in ("S1", "S2"):
        run.restart(name)
    run.elect(leader, term, VOTERS)
    run.tell_of_candidacy(leader, "S2" if leader == "S1" else "S1")


def test_drawn_ends_are_those_of_a_run() -> None:
    """Elections and calls lead to every pair of logs that the check compares."""
    drawn = drawn_pairs()
    assert len(drawn) > 100
    with open_runs(KIT, SCENE) as begin:
        for log, (index, term) in sorted(drawn):
            run = begin(5)
            build_logs(run, log, index, term)
            assert run.terms("S1") == list(log)
            other = run.terms("S2")
            assert (len(other), other[-1]) == (index, term)
