"""Scene 04: the pair of servers that exchange messages in its checks."""

import pytest

from raftlab.checks import CheckFailure
from raftlab.checks.lab_fixture import Lab
from raftlab.grading_models import Submission
from raftlab.kit import find_kit
from raftlab.labs.scene04.replication_pair import place_pair
from raftlab.labs.scene04.table_rows import append_mismatch_text, place_leader, read_tables
from raftlab.server import AppendEntries
from raftlab.solutions.named_solutions import read_solution
from raftlab.submission_hosts import make_hosts
from raftlab.worker.wire import Codec

KIT = find_kit()
SCENE = KIT.scene("scene04")
FIGURE7_LOGS = read_tables(SCENE.folder / "tests" / "tables.toml")["figure7"]
LEADER_TERMS = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 8, 8]
RUN_HINT_ROUND_TRIPS = {"a": 2, "b": 2, "c": 1, "d": 1, "e": 3, "f": 3}
TERM_HINT_ROUND_TRIPS = {"a": 2, "b": 2, "c": 1, "d": 1, "e": 2, "f": 2}
pytestmark = pytest.mark.skipif(not KIT.reference.is_dir(), reason="a student kit holds no reference")


def make_lab(source: str) -> Lab:
    """Return a lab of one submission, in this process."""
    hosts = make_hosts(KIT, SCENE, Submission(SCENE.id, SCENE.file, source), in_process=True, debug=False)
    return Lab(KIT, SCENE, 0, hosts, Codec(KIT.message_modules(SCENE)))


def test_reference_needs_the_round_trips_of_the_handout() -> None:
    """With the reference's hints each of Figure 7's followers takes the messages that the handout's table names."""
    lab = make_lab(KIT.solution_layer(SCENE).source)
    took = {
        row["name"]: place_pair(lab, LEADER_TERMS, row["log"], next_index=11).replicate_all(20) for row in FIGURE7_LOGS
    }
    assert took == RUN_HINT_ROUND_TRIPS


def test_terms_on_both_sides_need_the_round_trips_of_the_handout() -> None:
    """If both sides skip entries newer than the other's term, two messages find each follower."""
    lab = make_lab(read_solution(KIT, KIT.reference / SCENE.id / "variants" / "hint-by-term-and-index.py"))
    took = {
        row["name"]: place_pair(lab, LEADER_TERMS, row["log"], next_index=11).replicate_all(20) for row in FIGURE7_LOGS
    }
    assert took == TERM_HINT_ROUND_TRIPS


def test_one_step_back_needs_the_round_trips_of_the_handout() -> None:
    """A leader that goes back one index at a time takes the messages that the table names."""
    lab = make_lab(read_solution(KIT, KIT.reference / SCENE.id / "partial" / "decrement-only.py"))
    assert {
        row["name"]: place_pair(lab, LEADER_TERMS, row["log"], next_index=11).replicate_all(20) for row in FIGURE7_LOGS
    } == {row["name"]: row["back"] for row in FIGURE7_LOGS}


def test_exceeded_limit_shows_both_logs() -> None:
    """A pair that exceeds its limit of appends shows both logs in its failure."""
    lab = make_lab(KIT.solution_layer(SCENE).source)
    with pytest.raises(CheckFailure, match="S2 has log 1 1 1 4"):
        place_pair(lab, LEADER_TERMS, [1, 1, 1, 4], next_index=11).replicate_all(1)


def test_append_is_compared_with_the_leaders_log() -> None:
    """An append with a wrong term, a wrong entry or an index past the end is a mismatch; a right one is not."""
    lab = make_lab(KIT.solution_layer(SCENE).source)
    leader = place_leader(lab, {"term": 3, "log": [1, 2], "next": 3})
    assert append_mismatch_text(AppendEntries(3, "S1", 1, 1, (leader.log[1],), 0), leader) is None
    assert append_mismatch_text(AppendEntries(3, "S1", 1, 2, (), 0), leader)
    assert append_mismatch_text(AppendEntries(3, "S1", 0, 0, (leader.log[1],), 0), leader)
    assert append_mismatch_text(AppendEntries(3, "S1", 3, 3, (), 0), leader)
