"""The explorer finds the 2015 bug with one named goal, and nothing in a server that has the guard."""

from __future__ import annotations

import pytest

from raftlab.explorer.bounds import Bounds
from raftlab.explorer.explore import Search
from raftlab.explorer.search_goals import parse_goal
from raftlab.explorer.search_result import SearchResult
from raftlab.kit import LayerSource, find_kit
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import InProcessHosts, make_load_request

OWN_TERM_GUARD = " or self.log.term(self.commitIndex) != self.currentTerm"
BOUNDS = Bounds(servers=4, terms=3, log=1, requests=0, changes=2, states=12_000)


def explore_membership(guard: str) -> SearchResult:
    """Return the search of the reference whose guard of the own term is replaced by `guard`."""
    kit = find_kit()
    scene = kit.scene("scene07")
    solution = kit.solution_layer(scene)
    assert OWN_TERM_GUARD in solution.source
    layer = LayerSource(solution.file_name, solution.source.replace(OWN_TERM_GUARD, guard), scene.layer_class)
    load = make_load_request((*kit.given_layers(scene), layer), kit.message_modules(scene))
    goals = [parse_goal("rivals at 1")]
    return Search(InProcessHosts(load).open, Codec(load.message_modules), BOUNDS, engine="staged", goals=goals).run()


@pytest.mark.long
def test_the_2015_bug_is_found_at_four_servers() -> None:
    """Two changes by one server each, and a committed configuration that the next leader lacks."""
    outcome = explore_membership("")
    assert (outcome.verdict, outcome.broken, outcome.confirmed) == ("violated", "LeaderCompleteness", True)
    assert outcome.met == ("rivals at 1",)


@pytest.mark.long
def test_guarded_server_breaks_nothing_in_the_same_bounds() -> None:
    """With the guard no change is appended there, and the goal stays unmet: that is said."""
    outcome = explore_membership(OWN_TERM_GUARD)
    assert outcome.verdict != "violated"
    assert outcome.unmet == ("rivals at 1",)
