"""The explorer's reads, transfers, clocks, pauses and background writes; and nothing of them in other searches."""

from __future__ import annotations

from dataclasses import replace

import pytest

from raftlab.errors import UsageError
from raftlab.explorer.bounds import Bounds
from raftlab.explorer.explore import Search
from raftlab.explorer.search_goals import parse_goal
from raftlab.explorer.search_result import SearchResult
from raftlab.kit import LayerSource, find_kit
from raftlab.server import Options
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import InProcessHosts, make_load_request

INDEX_OPTIONS = Options(preVote=False, checkQuorum=False, reads="index")
DISK_OPTIONS = Options(preVote=False, checkQuorum=False, disk="background")
READ_BOUNDS = Bounds(terms=2, log=3, requests=1, reads=1, ticks=1, tick_ms=150.0, states=3_000, options=INDEX_OPTIONS)
DISK_BOUNDS = Bounds(terms=2, log=2, requests=2, crashes=1, disk_errors=1, states=2_000, options=DISK_OPTIONS)


def search_scene(
    scene_id: str,
    bounds: Bounds,
    old: str = "",
    new: str = "",
    goals: tuple[str, ...] = (),
    stages: tuple[str, ...] = (),
) -> SearchResult:
    """Return the search of the scene's reference, changed by replacing `old` with `new`."""
    kit = find_kit()
    scene = kit.scene(scene_id)
    solution = kit.solution_layer(scene)
    assert old in solution.source
    layer = LayerSource(
        solution.file_name, solution.source.replace(old, new) if old else solution.source, scene.layer_class
    )
    load = make_load_request((*kit.given_layers(scene), layer), kit.message_modules(scene))
    return Search(
        InProcessHosts(load).open,
        Codec(load.message_modules),
        bounds,
        scene=scene_id,
        engine="staged" if stages else "breadth",
        goals=[parse_goal(goal) for goal in stages],
        sometimes=[parse_goal(goal) for goal in goals],
    ).run()


@pytest.mark.parametrize(
    ("scene_id", "bounds", "figures"),
    [
        pytest.param("scene05", Bounds(states=1_500), (1_501, 3_424, 2_673), marks=pytest.mark.long),
        ("scene05", Bounds(terms=2, coarse=False, crashes=1, states=2_000), (2_018, 3_040, 262)),
        ("scene05", Bounds(terms=2, log=2, coarse=False, in_flight=2, duplicates=1, states=1_000), (1_003, 1_220, 114)),
        pytest.param(
            *("scene07", Bounds(servers=4, terms=3, requests=0, changes=2, states=800), (804, 2_044, 768)),
            marks=pytest.mark.long,
        ),
        ("scene08", Bounds(terms=2, log=2, compactions=2, crashes=1, states=1_000), (1_001, 1_770, 765)),
    ],
)
def test_searches_of_earlier_scenes_visit_the_same_states(
    scene_id: str, bounds: Bounds, figures: tuple[int, int, int]
) -> None:
    """States, steps and requests are those from before there were reads, clocks and disks in a search."""
    result = search_scene(scene_id, bounds)
    assert (result.states, result.steps, result.asked) == figures


def test_read_before_the_own_term_commit_is_found() -> None:
    """A new leader that fixes the index of a read by its own commitIndex answers without what was committed before."""
    found = search_scene("scene09", READ_BOUNDS, "max(self.commitIndex, self.termStart)", "self.commitIndex")
    assert (found.verdict, found.broken, found.confirmed) == ("violated", "Linearizability", True)


def test_read_at_a_leader_that_asks_nobody_is_found() -> None:
    """Two servers lead, and the older one answers what the newer one has replaced: named goals lead there."""
    bounds = replace(READ_BOUNDS, log=4, requests=2)
    asks_nobody = ("else self.lastRound + 1", "else self.confirmedRound")
    stages = ("commit at 1", "two leaders", "two leaders and commit at 4")
    found = search_scene("scene09", bounds, *asks_nobody, stages=stages)
    assert (found.verdict, found.broken, found.confirmed) == ("violated", "Linearizability", True)
    assert found.met == stages


@pytest.mark.long
def test_reads_of_the_reference_are_never_of_the_past() -> None:
    """Live servers repeat sampled paths with reads and time, step by step."""
    clean = search_scene("scene09", READ_BOUNDS, goals=("two leaders",))
    assert clean.verdict == "bounded-clean"
    assert clean.met == ("two leaders",)


def test_copy_counted_before_its_write_ended_is_found() -> None:
    """A leader commits with its own copy that the disk has not: a crash would lose it."""
    counted = "stored | {self.id} if self.durable_index >= index else stored"
    found = search_scene("scene10", DISK_BOUNDS, counted, "stored | {self.id}")
    assert (found.verdict, found.broken, found.confirmed) == ("violated", "CommittedIsDurable", True)


def test_write_ends_at_any_time_or_never() -> None:
    """A right leader commits what its own disk has not written, by the disks of a majority of others; that is legal."""
    bounds = Bounds(terms=1, log=1, requests=1, options=DISK_OPTIONS)
    clean = search_scene("scene10", bounds, goals=("commit at 1", "unwritten at 1"))
    assert clean.verdict == "exhausted"
    assert clean.met == ("commit at 1", "unwritten at 1")


def test_clocks_run_apart_only_where_time_passes() -> None:
    """Without ticks a rate, a jump or a pause would do nothing: that is said."""
    with pytest.raises(UsageError, match="add --ticks"):
        Bounds(rate_changes=1)


@pytest.mark.long
def test_clocks_pauses_and_transfers_are_repeated_by_live_servers() -> None:
    """Each such event leads live servers to the state of the search."""
    options = Options(preVote=False, reads="lease")
    more = {"rate_changes": 1, "clock_jumps": 1, "pauses": 1, "transfers": 1}
    bounds = Bounds(terms=2, log=2, requests=1, reads=1, ticks=1, states=1_500, options=options, **more)
    clean = search_scene("scene10", bounds)
    assert clean.verdict == "bounded-clean"
    fine = search_scene("scene10", replace(bounds, coarse=False))
    assert fine.verdict == "bounded-clean"
