"""What the explorer's tests share: a submission of scene 05 and its jailed hosts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from raftlab.explorer.bounds import Bounds
from raftlab.explorer.explore import Search
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


@pytest.fixture
def make_search(kit: Kit, pool: ZygotePool) -> Iterator[MakeSearch]:
    """Yield a maker of searches of scene 05's reference, changed by replacing `old` with `new`."""
    scene = kit.scene("scene05")
    opened: list[WorkerHosts] = []

    def make(
        bounds: Bounds, old: str = "", new: str = "", hash_seed: int = 0, cpu_s: float = 2.0, **settings: object
    ) -> Search:
        solution = kit.solution_layer(scene)
        assert old in solution.source
        layer = LayerSource(
            solution.file_name, solution.source.replace(old, new) if old else solution.source, scene.layer_class
        )
        load = make_load_request((*kit.given_layers(scene), layer), kit.message_modules(scene))
        hosts = WorkerHosts(load, hash_seed=hash_seed, limits=RequestLimits(cpu_s), pool=pool)
        opened.append(hosts)
        return Search(hosts.open, Codec(load.message_modules), bounds, scene=scene.id, **settings)

    yield make
    for hosts in opened:
        hosts.close()
