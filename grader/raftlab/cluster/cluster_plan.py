"""The plan of a cluster: servers, ports, options, layers and the secret of its peers, as its data folder keeps it."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from raftlab.errors import UsageError
from raftlab.server import Options, Record
from raftlab.worker.wire import Layer, LoadLayers

PLAN_NAME, LOCK_NAME, STARTS_NAME = "cluster.json", "lock", "starts"
HISTORY_NAME, ILLEGAL_NAME, SHRUNK_NAME = "history.json", "illegal.json", "shrunk.json"
"""What a storm leaves beside the plan."""
LOOPBACK = "127.0.0.1"
ENTRIES_PER_APPEND = 128
VALUE_LIMIT_BYTES = 64 << 10
KEY_LIMIT_BYTES = 1 << 10
PEER_FRAME_LIMIT_BYTES = ENTRIES_PER_APPEND * (VALUE_LIMIT_BYTES + KEY_LIMIT_BYTES + 1024)
"""The largest message between nodes: as many entries as one append may hold, each as large as a client may send."""


class ServerPlan(Record, frozen=True):
    """One server: its name, the port for clients, and the port for the other servers.

    `peer_host` is the address at which the others reach it, and from which it reaches them; "": the cluster's host.
    """

    name: str
    client_port: int
    peer_port: int
    peer_host: str = ""


class ClusterPlan(Record, frozen=True):
    """A cluster. `epoch_ns` is the time, on the machine's monotonic clock, that counts as 0 ms.

    `initial_voters` make up the first configuration; the other servers wait to be added. A server takes a snapshot when
    `snapshot_entries` are applied and not compacted; 0: never by itself.
    """

    scene: str
    host: str
    servers: tuple[ServerPlan, ...]
    options: Options
    layers: tuple[Layer, ...]
    message_modules: tuple[str, ...]
    secret: str
    epoch_ns: int
    boot_id: str = ""
    layer_text: str = ""
    keeps_journal: bool = True
    initial_voters: tuple[str, ...] = ()
    snapshot_entries: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the servers."""
        return tuple(each.name for each in self.servers)

    @property
    def voters(self) -> tuple[str, ...]:
        """Return the servers of the first configuration."""
        return self.initial_voters or self.names

    @property
    def load(self) -> LoadLayers:
        """Return the request that composes the servers."""
        return LoadLayers(self.layers, self.message_modules, submission_layer_count=max(1, len(self.layers)))

    def server(self, name: str) -> ServerPlan:
        """Return the plan of one server."""
        return next(each for each in self.servers if each.name == name)


def server_names(count: int) -> tuple[str, ...]:
    """Return the names of so many servers."""
    return tuple(f"S{number + 1}" for number in range(count))


def new_secret() -> str:
    """Return a new secret for the peers of a cluster."""
    return secrets.token_hex(16)


def write_plan(folder: Path, plan: ClusterPlan) -> None:
    """Write the plan for its own user only: it has the secret."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / PLAN_NAME
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(plan), indent=1))


def read_plan(folder: Path) -> ClusterPlan:
    """Return the plan in a data folder. UsageError if there is none, or none that can be read."""
    file = folder / PLAN_NAME
    try:
        return msgspec.json.decode(file.read_bytes(), type=ClusterPlan)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}; `raftlab up` makes a cluster's folder") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: no plan of a cluster ({error}); use another folder with --data") from None


def increment_incarnation(home: Path) -> int:
    """Return the number of this start of the node whose folder is `home`, from 1, and keep it."""
    file = home / STARTS_NAME
    try:
        number = last_incarnation(home) + 1
        fresh = file.with_suffix(".new")
        fresh.write_text(f"{number}\n")
        fresh.replace(file)
    except OSError as error:
        raise UsageError(f"{file}: cannot be written ({error.strerror}); make room, or fix it") from None
    return number


def last_incarnation(home: Path) -> int:
    """Return the number of the last start of the node whose folder is `home`; 0 before the first. UsageError."""
    file = home / STARTS_NAME
    try:
        return int(file.read_text()) if file.exists() else 0
    except (OSError, ValueError) as error:
        raise UsageError(f"{file}: no number of starts can be read ({error}); fix it, or remove {home}") from None


@contextmanager
def lock_data_folder(folder: Path) -> Iterator[None]:
    """Hold the lock of a data folder. UsageError if another cluster runs on it, or it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written ({error.strerror}); name another folder with --data") from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(
                f"{folder}: a cluster already runs on this data; stop it, or name another folder with --data"
            ) from None
        yield
    finally:
        os.close(handle)
