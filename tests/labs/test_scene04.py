"""Scene 04's own tools: the pair of servers that its checks let talk, and what half an answer earns."""

from pathlib import Path

import pytest

from raftlab.checks import Broken
from raftlab.checks.lab import Lab
from raftlab.kit import find_kit
from raftlab.labs.scene04.pairs import pair
from raftlab.labs.scene04.rows import misfit, place_leader, read_tables
from raftlab.pipeline import grade, hosts_of
from raftlab.records import Submission
from raftlab.server import AppendEntries
from raftlab.worker.wire import Codec

KIT = find_kit()
SCENE = KIT.scene("scene04")
PARTIAL = sorted((KIT.reference / SCENE.id / "partial").glob("*.py"))
FIGURE7 = read_tables(SCENE.folder / "tests" / "tables.toml")["figure7"]
LEADER = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 8, 8]
RUN_HINTS = {"a": 2, "b": 2, "c": 1, "d": 1, "e": 3, "f": 3}
TERM_HINTS = {"a": 2, "b": 2, "c": 1, "d": 1, "e": 2, "f": 2}
pytestmark = pytest.mark.skipif(not PARTIAL, reason="a student kit holds no reference")


def lab_of(source: str) -> Lab:
    """Return a lab of one submission, in this process."""
    hosts = hosts_of(KIT, SCENE, Submission(SCENE.id, SCENE.file, source), in_process=True, debug=False)
    return Lab(KIT, SCENE, 0, hosts, Codec(KIT.message_modules(SCENE)))


def test_reference_needs_the_round_trips_of_the_handout() -> None:
    """With the reference's hints each of Figure 7's followers takes the messages that the handout's table names."""
    lab = lab_of(KIT.solution(SCENE).source)
    took = {row["name"]: pair(lab, LEADER, row["log"], next=11).settle(20) for row in FIGURE7}
    assert took == RUN_HINTS


def test_terms_on_both_sides_need_the_round_trips_of_the_handout() -> None:
    """Where both sides pass over what is newer than the other's term, two messages find each follower."""
    lab = lab_of((KIT.reference / SCENE.id / "variants" / "hint-by-term-and-index.py").read_text(encoding="utf-8"))
    took = {row["name"]: pair(lab, LEADER, row["log"], next=11).settle(20) for row in FIGURE7}
    assert took == TERM_HINTS


def test_one_step_back_needs_the_round_trips_of_the_handout() -> None:
    """A leader that goes back one index at a time takes the messages that the table names."""
    lab = lab_of((KIT.reference / SCENE.id / "partial" / "decrement-only.py").read_text(encoding="utf-8"))
    assert {row["name"]: pair(lab, LEADER, row["log"], next=11).settle(20) for row in FIGURE7} == {
        row["name"]: row["back"] for row in FIGURE7
    }


def test_a_bound_that_is_passed_is_told_with_both_logs() -> None:
    """A pair that does not settle within its bound says what both logs are."""
    lab = lab_of(KIT.solution(SCENE).source)
    with pytest.raises(Broken, match="S2 has log 1 1 1 4"):
        pair(lab, LEADER, [1, 1, 1, 4], next=11).settle(1)


def test_an_append_is_held_against_the_leaders_log() -> None:
    """An append that says another term, another entry or a place past the end is a misfit; a true one is none."""
    lab = lab_of(KIT.solution(SCENE).source)
    leader = place_leader(lab, {"term": 3, "log": [1, 2], "next": 3})
    assert misfit(AppendEntries(3, "S1", 1, 1, (leader.log[1],), 0), leader) is None
    assert misfit(AppendEntries(3, "S1", 1, 2, (), 0), leader)
    assert misfit(AppendEntries(3, "S1", 0, 0, (leader.log[1],), 0), leader)
    assert misfit(AppendEntries(3, "S1", 3, 3, (), 0), leader)


@pytest.mark.parametrize("file", PARTIAL, ids=lambda each: each.stem)
def test_half_an_answer_earns_what_it_deserves(file: Path) -> None:
    """A half-right submission earns the points that its first line expects."""
    text = file.read_text(encoding="utf-8")
    expected = int(text.splitlines()[0].removeprefix("# expected: ").split()[0])
    assert grade(KIT, Submission(SCENE.id, SCENE.file, text), in_process=True).result.score == expected
