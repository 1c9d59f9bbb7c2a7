"""What the explorer's tests share: a submission of scene 05 and its jailed hosts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from raftlab.explorer.bounds import Bounds
from raftlab.explorer.explore import Search
from raftlab.explorer.search_result import SearchResult
from raftlab.kit import Kit, LayerSource, find_kit
from raftlab.worker.wire import Codec
from raftlab.worker.worker_connection import RequestLimits
from raftlab.worker.worker_hosts import WorkerHosts, make_load_request
from raftlab.worker.zygote_pool import ZygotePool

TERM_GUARD = """            if self.log[index].term != self.currentTerm:
                break
"""

MakeSearch = Callable[..., Search]


@pytest.fixture(scope="session")
def kit() -> Kit:
    return find_kit()


@pytest.fixture(scope="module")
def pool() -> Iterator[ZygotePool]:
    """Yield zygotes that the searches of a file share."""
    with ZygotePool() as opened_pool:
        yield opened_pool


@pytest.fixture(scope="session")
def naive_outcome(kit: Kit) -> SearchResult:
    """Return the outcome for the naive rule in the bounds that find Figure 8: five tests compare with it."""
    with ZygotePool() as opened_pool:
        search, hosts = open_search(kit, opened_pool, Bounds(), TERM_GUARD)
        with hosts:
            return search.run()


def open_search(
    kit: Kit,
    pool: ZygotePool,
    bounds: Bounds,
    old: str = "",
    new: str = "",
    hash_seed: int = 0,
    cpu_s: float = 2.0,
    **settings: object,
) -> tuple[Search, WorkerHosts]:
    """Return a search of scene 05's reference, changed by replacing `old` with `new`, and its hosts."""
    scene = kit.scene("scene05")
    solution = kit.solution_layer(scene)
    assert old in solution.source
    source = solution.source.replace(old, new) if old else solution.source
    layer = LayerSource(solution.file_name, source, scene.layer_class)
    load = make_load_request((*kit.given_layers(scene), layer), kit.message_modules(scene))
    hosts = WorkerHosts(load, hash_seed=hash_seed, limits=RequestLimits(cpu_s), pool=pool)
    return Search(hosts.open, Codec(load.message_modules), bounds, scene=scene.id, **settings), hosts  # type: ignore[arg-type]


@pytest.fixture
def make_search(kit: Kit, pool: ZygotePool) -> Iterator[MakeSearch]:
    """Yield a maker of searches of scene 05's reference, changed by replacing `old` with `new`."""
    opened: list[WorkerHosts] = []

    def make(bounds: Bounds, old: str = "", new: str = "", **settings: Any) -> Search:
        search, hosts = open_search(kit, pool, bounds, old, new, **settings)
        opened.append(hosts)
        return search

    yield make
    for hosts in opened:
        hosts.close()
