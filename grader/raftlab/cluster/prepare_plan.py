"""Make the plan of a cluster in its data folder: a new one, or the one that is there with today's layers and ports."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import UNSET

from raftlab.cluster.cluster_layers import ClusterLayers
from raftlab.cluster.cluster_plan import (
    ENTRIES_PER_APPEND,
    HISTORY_NAME,
    ILLEGAL_NAME,
    LOOPBACK,
    PLAN_NAME,
    SHRUNK_NAME,
    ClusterPlan,
    ServerPlan,
    new_secret,
    read_plan,
    server_names,
    write_plan,
)
from raftlab.cluster.event_journal import WIPES_NAME
from raftlab.cluster.server_core import compose_tracked_server
from raftlab.cluster.supervisor import require_free_ports
from raftlab.errors import UsageError
from raftlab.server import Options
from raftlab.worker.wire import Layer

PEER_PORT_OFFSET = 100
"""The peer port of a server is this much above its client port, where the ports are not chosen one by one."""
SNAPSHOT_ENTRIES = 10_000
"""After how many applied entries a server takes a snapshot, where the number is not chosen."""
BOOT_ID_FILE = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class ClusterSettings:
    """What a cluster is: the client and peer port of each server, and how they run.

    The last `spare_count` servers are in no configuration until an operator adds them. `reads` says how a get is
    answered by layers that know more than one way, `disk` whether they write the log in the background, where a layer
    can. snapshot_entries: see ClusterPlan.
    """

    ports: Sequence[tuple[int, int]]
    spare_count: int = 0
    host: str = LOOPBACK
    election_ms: tuple[int, int] = (300, 600)
    reads: Literal["index", "lease", "log"] = "index"
    disk: Literal["background", "wait"] = "wait"
    snapshot_entries: int = SNAPSHOT_ENTRIES
    keeps_journal: bool = True
    peer_hosts: Sequence[str] = ()

    @property
    def options(self) -> Options:
        """Return the options of the servers."""
        return Options(
            electionTimeout=self.election_ms,
            heartbeatInterval=max(10, self.election_ms[0] // 5),
            entriesPerAppend=ENTRIES_PER_APPEND,
            reads=UNSET if self.reads == "log" else self.reads,
            disk=UNSET if self.disk == "wait" else self.disk,
        )


def prepare_cluster(
    folder: Path, chosen: ClusterLayers, message_modules: tuple[str, ...], settings: ClusterSettings
) -> tuple[ClusterPlan, str]:
    """Write the plan of a cluster and return it, with a note on what is different from the last run; "" for none.

    Call it with the folder locked. UsageError for layers that cannot run, a port that is taken, or a folder of another
    cluster.
    """
    names = server_names(len(settings.ports))
    plan = ClusterPlan(
        scene=chosen.scene.id,
        host=settings.host,
        servers=tuple(
            ServerPlan(name, *pair, host)
            for name, pair, host in zip(names, settings.ports, settings.peer_hosts or [""] * len(names), strict=True)
        ),
        options=settings.options,
        layers=tuple(Layer(each.file_name, each.source, each.class_name) for each in chosen.layers),
        message_modules=message_modules,
        secret=new_secret(),
        epoch_ns=time.monotonic_ns(),
        boot_id=machine_boot_id(),
        layer_text=chosen.text,
        keeps_journal=settings.keeps_journal,
        initial_voters=names[: -settings.spare_count] if settings.spare_count else (),
        snapshot_entries=settings.snapshot_entries,
    )
    compose_tracked_server(plan.load)
    note = ""
    if (folder / PLAN_NAME).exists():
        plan, note = continue_plan(plan, read_plan(folder), folder)
    require_free_ports(plan)
    write_plan(folder, plan)
    return plan, note


def continue_plan(plan: ClusterPlan, previous: ClusterPlan, folder: Path) -> tuple[ClusterPlan, str]:
    """Return the plan that goes on with the data of a `previous` one, and a note. UsageError for other servers.

    More servers may wait to be added than before.
    """
    grows = plan.names[: len(previous.names)] == previous.names and plan.voters == previous.voters
    if not grows:
        count, spares = len(previous.voters), len(previous.names) - len(previous.voters)
        raise UsageError(
            f"{folder}: holds a cluster of {count} servers{f' and {spares} spares' if spares else ''}; start it with"
            f" --servers {count}{f' --spares {spares}' if spares else ''},"
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


def remove_cluster_data(folder: Path) -> None:
    """Remove the data of a cluster, and nothing else that is in the folder."""
    if not (folder / PLAN_NAME).exists():
        return
    for name in read_plan(folder).names:
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in (WIPES_NAME, HISTORY_NAME, ILLEGAL_NAME, SHRUNK_NAME, PLAN_NAME):
        (folder / name).unlink(missing_ok=True)
