"""Make the plan of a cluster in its data folder: a new one, or the one that is there with today's layers and ports."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from raftlab.cluster.cluster_layers import ClusterLayers
from raftlab.cluster.cluster_plan import (
    ENTRIES_PER_APPEND,
    LOCK_NAME,
    PLAN_NAME,
    ClusterPlan,
    ServerPlan,
    new_secret,
    read_plan,
    write_plan,
)
from raftlab.cluster.server_core import compose_tracked_server
from raftlab.errors import UsageError
from raftlab.server import Options
from raftlab.worker.wire import Layer

PEER_PORT_OFFSET = 100
"""The peer port of a server is this much above its client port, where the ports are not chosen one by one."""
BOOT_ID_FILE = Path("/proc/sys/kernel/random/boot_id")


def prepare_cluster(
    folder: Path,
    chosen: ClusterLayers,
    message_modules: tuple[str, ...],
    *,
    server_count: int,
    host: str,
    ports: Sequence[tuple[int, int]],
    election_ms: tuple[int, int],
    keeps_journal: bool,
) -> tuple[ClusterPlan, str]:
    """Write the plan of a cluster and return it, with a note on what is different from the last run; "" for none.

    Call it with the folder locked. UsageError for layers that cannot run, or a folder of another cluster.
    """
    layers = tuple(Layer(each.file_name, each.source, each.class_name) for each in chosen.layers)
    names = tuple(f"S{number + 1}" for number in range(server_count))
    plan = ClusterPlan(
        scene=chosen.scene.id,
        host=host,
        servers=tuple(ServerPlan(name, *pair) for name, pair in zip(names, ports, strict=True)),
        options=Options(
            electionTimeout=election_ms,
            heartbeatInterval=max(10, election_ms[0] // 5),
            entriesPerAppend=ENTRIES_PER_APPEND,
        ),
        layers=layers,
        message_modules=message_modules,
        secret=new_secret(),
        epoch_ns=time.monotonic_ns(),
        boot_id=machine_boot_id(),
        layer_text=chosen.text,
        keeps_journal=keeps_journal,
    )
    compose_tracked_server(plan.load)
    note = ""
    if (folder / PLAN_NAME).exists():
        plan, note = continued_plan(plan, read_plan(folder), folder)
    write_plan(folder, plan)
    return plan, note


def continued_plan(plan: ClusterPlan, previous: ClusterPlan, folder: Path) -> tuple[ClusterPlan, str]:
    """Return the plan that goes on with the data of a `previous` one, and a note. UsageError for other servers."""
    if plan.names != previous.names:
        count = len(previous.names)
        raise UsageError(
            f"{folder}: holds a cluster of {count} servers; start it with --servers {count},"
            " remove its data with --fresh, or name another folder with --data"
        )
    plan = msgspec.structs.replace(plan, secret=previous.secret, epoch_ns=previous.epoch_ns)
    changed = [
        what
        for what, differs in (
            ("the layers", plan.layers != previous.layers),
            ("the options", plan.options != previous.options),
            ("the machine's clock", plan.boot_id != previous.boot_id),
        )
        if differs
    ]
    if plan.keeps_journal and (changed or not previous.keeps_journal):
        what = " and ".join(changed) or "the journal"
        note = f"{what} changed since the last run on this data: this run has no journal; --fresh starts a new one"
        return msgspec.structs.replace(plan, keeps_journal=False), note
    return plan, ""


def machine_boot_id() -> str:
    """Return what tells one start of the machine, and so of its monotonic clock, from another."""
    try:
        return BOOT_ID_FILE.read_text().strip()
    except OSError:
        return ""


def remove_cluster(folder: Path) -> None:
    """Remove the data of a cluster, and nothing else that is in the folder."""
    if not (folder / PLAN_NAME).exists():
        return
    for name in read_plan(folder).names:
        shutil.rmtree(folder / name, ignore_errors=True)
    for each in folder.iterdir():
        if each.name != LOCK_NAME and each.is_file() and each.suffix == ".json":
            each.unlink()
