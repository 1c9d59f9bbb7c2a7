"""The parent of the nodes: starts them, orders faults, kills and restarts them. None of them outlives it."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import msgspec

from raftlab.cluster.cluster_plan import ClusterPlan, last_incarnation
from raftlab.cluster.disk import wipe_disk
from raftlab.cluster.event_journal import WipeRecord, add_wipe
from raftlab.cluster.node_main import END_WORD, READY_LINE
from raftlab.cluster.node_orders import NodeOrder
from raftlab.cluster.node_status import NodeStatus
from raftlab.errors import UsageError

START_LIMIT_S = 20.0
STOP_LIMIT_S = 3.0
LOG_NAME = "node.log"


@dataclass
class NodeProcess:
    """One node: its process, and what was done to it."""

    name: str
    home: Path
    process: subprocess.Popen[bytes] | None = None
    is_paused: bool = False
    ended_text: str = ""
    last_words: str = ""
    was_killed: bool = False
    lock: Lock = field(default_factory=Lock)

    @property
    def is_running(self) -> bool:
        """Return whether the process is there, paused or not."""
        return self.process is not None and self.process.poll() is None

    def read_line(self, limit_s: float) -> str:
        """Return the next line of the node; "" if it ends or says nothing in time. The reason of its end is kept."""
        assert self.process is not None and self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], limit_s)
        line = self.process.stdout.readline().decode("utf-8", "replace") if ready else ""
        if line.startswith(END_WORD):
            self.last_words = line.removeprefix(END_WORD).strip()
        return line

    def end_text(self, log_start: int = 0) -> str:
        """Return why a node ended: its own words, else the last line of its log."""
        with contextlib.suppress(OSError, ValueError):
            while self.read_line(0):
                pass
        return self.last_words or last_log_line(self.home / LOG_NAME, log_start)


@dataclass
class Supervisor:
    """The nodes of a plan in its data folder."""

    folder: Path
    plan: ClusterPlan
    nodes: dict[str, NodeProcess] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.nodes = {name: NodeProcess(name, self.folder / name) for name in self.plan.names}

    def start(self, name: str) -> None:
        """Start a node, and wait until it listens. UsageError, with the node's own line, if it ends instead."""
        node = self.nodes[name]
        if node.is_running:
            return
        node.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (node.home / LOG_NAME).open("ab") as log:
            log_start = log.tell()
            node.process = subprocess.Popen(
                [sys.executable, "-m", "raftlab.cluster.node_main", str(self.folder), name, str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                bufsize=0,
            )
        node.is_paused = node.was_killed = False
        node.ended_text = node.last_words = ""
        line = node.read_line(START_LIMIT_S)
        if line.strip() != READY_LINE:
            node.process.kill()
            node.process.wait()
            raise UsageError(node.end_text(log_start) or f"{name} did not start; see {node.home}/{LOG_NAME}")

    def start_all(self) -> None:
        """Start all nodes."""
        for name in self.nodes:
            self.start(name)

    def start_most(self) -> list[str]:
        """Start all nodes that start; return why others do not. UsageError if fewer than a majority do."""
        errors = []
        for name, node in self.nodes.items():
            try:
                self.start(name)
            except UsageError as error:
                node.ended_text = str(error)
                errors.append(str(error))
                if 2 * len(errors) >= len(self.nodes):
                    raise
        return errors

    def kill(self, name: str) -> None:
        """End a node at once, as kill -9 does."""
        node = self.nodes[name]
        if node.process is not None:
            node.was_killed = True
            node.process.kill()
            node.process.wait()
            for stream in (node.process.stdin, node.process.stdout):
                with contextlib.suppress(OSError):
                    stream.close()  # type: ignore[union-attr]

    def wipe(self, name: str) -> None:
        """End a node at once, and remove what its disk holds. Its journals stay: they are not on that disk.

        DamagedFileError if what is to be removed cannot be read.
        """
        self.kill(name)
        home = self.nodes[name].home
        add_wipe(home, WipeRecord(last_incarnation(home), wipe_disk(home)))

    def pause(self, name: str) -> None:
        """Stop a node where it is, as SIGSTOP does."""
        self._signal(name, signal.SIGSTOP, is_paused=True)

    def resume(self, name: str) -> None:
        """Let a paused node go on."""
        self._signal(name, signal.SIGCONT, is_paused=False)

    def _signal(self, name: str, number: int, is_paused: bool) -> None:
        node = self.nodes[name]
        if node.is_running and node.process is not None:
            node.process.send_signal(number)
            node.is_paused = is_paused

    def order(self, name: str, order: NodeOrder) -> NodeStatus | None:
        """Send an order; return the status if it asks for one and the node answers in time."""
        node = self.nodes[name]
        if not node.is_running or node.is_paused or node.process is None:
            return None
        with node.lock:
            try:
                assert node.process.stdin is not None
                while node.read_line(0):
                    pass  # an answer that came too late
                node.process.stdin.write(msgspec.json.encode(order) + b"\n")
                node.process.stdin.flush()
                if not order.status:
                    return None
                line = node.read_line(1.0)
                return msgspec.json.decode(line, type=NodeStatus) if line else None
            except (OSError, ValueError, msgspec.DecodeError):
                return None  # it ended meanwhile

    def status(self, name: str) -> NodeStatus | None:
        """Return the status of a node; None if it is down, paused or too slow."""
        return self.order(name, NodeOrder(status=True))

    def newly_ended(self) -> Iterator[tuple[str, str]]:
        """Yield each node that ended by itself since the last call, with its own last line."""
        for node in self.nodes.values():
            if node.process is not None and not node.is_running and not node.was_killed and not node.ended_text:
                node.ended_text = node.end_text() or f"{node.name}: ended with {node.process.returncode}"
                yield node.name, node.ended_text

    def stop_all(self) -> None:
        """End all nodes; none runs when this returns."""
        for node in self.nodes.values():
            if node.process is not None and node.is_running:
                with contextlib.suppress(OSError):
                    node.process.send_signal(signal.SIGCONT)
                    node.process.stdin.close()  # type: ignore[union-attr]
        deadline = time.monotonic() + STOP_LIMIT_S
        for node in self.nodes.values():
            if node.process is not None:
                try:
                    node.process.wait(max(0.01, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    node.process.kill()
                    node.process.wait()
                node.was_killed = True


def last_log_line(file: Path, start: int = 0) -> str:
    """Return the last line of a log after `start`; "" if there is none."""
    try:
        with file.open("rb") as stream:
            stream.seek(start)
            lines = stream.read()[-8000:].decode("utf-8", "replace").strip().splitlines()
    except OSError:
        return ""
    return lines[-1] if lines else ""


def require_free_ports(plan: ClusterPlan) -> None:
    """Raise UsageError for the first port that is taken."""
    for server in plan.servers:
        for host, port in ((plan.host, server.client_port), (server.peer_host or plan.host, server.peer_port)):
            with socket.socket() as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    trial.bind((host, port))
                except OSError as error:
                    raise UsageError(bind_error_text(host, f"port {port} of {server.name}", error)) from None


def bind_error_text(host: str, port_text: str, error: OSError) -> str:
    """Return the words for an address on which a server cannot listen."""
    if error.errno == errno.EADDRINUSE:
        return f"{port_text} is taken ({error.strerror}); choose other ports with --port"
    if error.errno == errno.EACCES:
        return f"{port_text} is not allowed here ({error.strerror}); choose ports above 1023 with --port"
    return f"--host {host}: no address of this machine ({error.strerror}); 127.0.0.1 is for this machine alone"


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on."""
    with contextlib.ExitStack() as opened:
        sockets = [opened.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
