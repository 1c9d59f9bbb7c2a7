"""Scene 05: the leaders, followers and messages that checks draw are those of some run: each is built by one."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pytest
from tests.labs.legal_run import LegalRun, drawn_examples, import_file, open_runs

from raftlab.kit import find_kit
from raftlab.labs.scene05.random_states import append_rows, leader_rows

KIT = find_kit()
SCENE = KIT.scene("scene05")
HIDDEN = KIT.reference / SCENE.id / "tests/test_hidden_follower.py"
pytestmark = pytest.mark.skipif(not HIDDEN.is_file(), reason="a student kit holds no hidden checks")

Row = dict[str, Any]
SHIFT = 1000
"""What may be added to all terms of a row; a run does not wait for so many elections."""


def without_shift(row: Row) -> Row:
    """Return a row with small terms."""
    if row["term"] <= SHIFT:
        return row
    terms = {key: [term - SHIFT for term in row[key]] for key in ("log", "entries", "stored", "leads") if key in row}
    return row | terms | {"term": row["term"] - SHIFT}


# ---- leaders ---------------------------------------------------------------------------------------------------------


def build_leader(run: LegalRun, row: Row) -> None:
    """Let S1 lead with the log, the commitIndex and the matchIndex of `row`; S2 led before it, if there is one."""
    others = [f"S{number}" for number in range(2, len(row["match"]) + 1)]
    older = [term for term in row["log"] if term < row["term"]]
    if others:
        run.append_groups("S2", voters_of("S2", len(others) + 1), older, {"S1": row["before"]})
    else:
        run.append_groups("S1", (), older, {})
    run.elect("S1", row["term"], voters_of("S1", len(others) + 1))
    assert run.server("S1").commitIndex == row["before"]
    for _ in row["log"][len(older) :]:
        run.propose("S1")
    for follower, index in zip(others, row["match"][1:], strict=True):
        if index:
            run.acknowledge("S1", follower, index)


def voters_of(candidate: str, size: int) -> list[str]:
    """Return as many others as make a majority of `size` with the candidate."""
    return [f"S{number}" for number in range(1, size + 1) if f"S{number}" != candidate][: size // 2]


@pytest.mark.parametrize("sizes", [(1, 2, 3, 4, 5), (2, 4, 6, 7, 9)])
def test_drawn_leaders_are_those_of_a_run(sizes: tuple[int, ...]) -> None:
    """Elections, calls and acknowledgements lead to every drawn leader; it then has the expected commitIndex."""
    drawn = [row for seed in range(2) for row in drawn_examples(leader_rows(sizes), seed, 60)]
    assert len(drawn) > 100
    with open_runs(KIT, SCENE) as begin:
        for row in map(without_shift, drawn):
            run = begin(len(row["match"]))
            build_leader(run, row)
            leader = run.server("S1")
            known = [index for _, index in sorted(leader.matchIndex)]
            assert (run.terms("S1"), known, leader.commitIndex) == (row["log"], row["match"][1:], row["commit"]), row


# ---- followers and their messages ------------------------------------------------------------------------------------


def build_follower(run: LegalRun, row: Row) -> None:
    """Let S1 and S2 have the logs of `row`. S3 led what they share; then each leads its own terms, elected by S3."""
    committed, leads, shared = row["leaderCommit"], row["leads"], row["shared"]
    run.append_groups("S3", ["S1"], leads[:shared], {"S1": committed, "S2": row["before"]})
    entries = [(term, "S1") for term in leads[shared:]] + [(term, "S2") for term in row["log"][shared:]]
    for (term, leader), group in groupby(sorted(entries)):
        elect_against(run, leader, term)
        for _ in group:
            run.propose(leader)
            if leader == "S1" and len(run.server("S1").log) == committed:
                run.commit("S1", ["S3"], committed)
    elect_against(run, "S1", row["term"])


def elect_against(run: LegalRun, leader: str, term: int) -> None:
    """Let S3 elect S1 or S2 in `term`; the other one hears that it stands."""
    run.depose(leader, "S3")
    run.elect(leader, term, ["S3"])
    run.tell_of_candidacy(leader, "S2" if leader == "S1" else "S1")


@pytest.mark.parametrize("seed", range(2))
def test_drawn_followers_are_those_of_a_run(seed: int) -> None:
    """Elections and calls lead to every drawn follower and its leader, which may send the drawn message."""
    drawn = drawn_examples(append_rows(), seed, 70)
    assert len(drawn) > 60
    with open_runs(KIT, SCENE) as begin:
        for row in map(without_shift, drawn):
            run, prev = begin(3), row["prev"][0]
            build_follower(run, row)
            before = run.server("S2")
            assert (before.currentTerm, before.commitIndex) == (row["term"], row["before"])
            assert (run.terms("S1"), run.terms("S2")) == (row["leads"], row["log"])
            run.show("S1", "S2", prev + len(row["entries"]), prev, row["leaderCommit"])
            assert run.terms("S2") == row["stored"], row


# ---- two leaders of one follower -------------------------------------------------------------------------------------


def build_two_leaders(run: LegalRun, common: list[int], led: list[Any]) -> None:
    """Let S1 lead terms 3 and 5, and S2 take its messages; S3 led what they share, and term 4. S4 and S5 vote."""
    run.append_groups("S3", ["S4", "S5"], common, {"S1": len(common)})
    for term, leads, messages in led:
        if term == 5:
            run.elect("S3", 4, ["S4", "S5"])
            for _ in leads[len(common) :]:
                run.propose("S3")
            run.commit("S3", ["S4", "S5"], len(leads))
            run.show("S3", "S1", len(leads), commit=len(leads))
        run.elect("S1", term, ["S4", "S5"])
        run.tell_of_candidacy("S1", "S2")
        while len(run.terms("S1")) < len(leads):
            run.propose("S1")
        assert run.terms("S1") == leads
        for prev, brings, known in messages:
            run.show("S1", "S2", prev + len(brings), prev, known)


@pytest.mark.parametrize("seed", range(2))
def test_drawn_messages_are_those_of_a_run(seed: int) -> None:
    """Two leaders of one run may send all messages that the check delivers in one order."""
    drawn = drawn_examples(import_file(HIDDEN, "scene05_hidden_follower").leader_histories(), seed, 80)
    assert len(drawn) > 70
    with open_runs(KIT, SCENE) as begin:
        for common, led in drawn:
            build_two_leaders(begin(5), common, led)
