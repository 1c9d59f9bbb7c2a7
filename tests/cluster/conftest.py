"""A real cluster of the references for the tests: processes on this machine, ended with the test."""

from __future__ import annotations

import importlib.util
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.skip_or_fail import skip_or_fail

from raftlab.cluster.cluster_layers import choose_layers
from raftlab.kit import Kit, LayerSource, Scene, find_kit

MakeCluster = Callable[..., "object"]
ELECTION_MS = (400, 800)
"""Long enough for a loaded machine: no test asserts a time."""


@pytest.fixture
def make_cluster(tmp_path: Path) -> Iterator[MakeCluster]:
    """Return a maker of running clusters; `replaced` maps a scene's id to the text of its layer."""
    if importlib.util.find_spec("hiredis") is None:
        skip_or_fail("needs hiredis: pip install -e '.[cluster]'")
    from raftlab.cluster.prepare_plan import ClusterSettings, prepare_cluster
    from raftlab.cluster.supervisor import Supervisor, free_ports

    supervisors: list[Supervisor] = []

    def make(
        folder: Path = tmp_path / "cluster", replaced: dict[str, str] | None = None, count: int = 3, **settings: Any
    ) -> Supervisor:
        kit = find_kit()
        chosen = choose_layers(kit, lambda scene: replaced_layer(kit, scene, replaced or {}))
        free = free_ports(2 * count)
        plan, _ = prepare_cluster(
            folder,
            chosen,
            kit.course_message_modules,
            ClusterSettings(
                ports=list(zip(free[:count], free[count:], strict=True)), **{"election_ms": ELECTION_MS, **settings}
            ),
        )
        supervisors.append(Supervisor(folder, plan))
        supervisors[-1].start_all()
        return supervisors[-1]

    yield make
    for each in supervisors:
        each.stop_all()


def replaced_layer(kit: Kit, scene: Scene, replaced: dict[str, str]) -> LayerSource | None:
    """Return the layer that stands in for the kit's own, if there is one for the scene."""
    if scene.id not in replaced:
        return None
    return LayerSource(f"{scene.id}/{scene.file}", replaced[scene.id], scene.layer_class)


@pytest.fixture
def redis_cli() -> str:
    """Return the program redis-cli."""
    found = shutil.which("redis-cli")
    if found is None:
        skip_or_fail("needs redis-cli: apt install redis-tools")
    return found


def wait_for_leader(supervisor: object, limit_s: float = 30.0) -> str:
    """Return a server that leads and knows it."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        for name in supervisor.nodes:  # type: ignore[attr-defined]
            status = supervisor.status(name)  # type: ignore[attr-defined]
            if status is not None and status.role == "leader":
                return str(name)
        time.sleep(0.05)
    raise AssertionError("no leader")
