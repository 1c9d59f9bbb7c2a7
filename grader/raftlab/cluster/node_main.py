"""The process of one node: python -m raftlab.cluster.node_main FOLDER SERVER. Its parent starts, orders and ends it.

Orders are lines of JSON on standard input; answers are lines of JSON on standard output; what goes wrong is a line on
standard error. It ends with its parent, or when standard input ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import itertools
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from raftlab.cluster.client_port import ClientConnection
from raftlab.cluster.cluster_plan import ClusterPlan, increment_incarnation, last_incarnation, read_plan
from raftlab.cluster.disk import DiskFaults, open_disk
from raftlab.cluster.event_journal import JournalHeader, JournalWriter
from raftlab.cluster.node import Node
from raftlab.cluster.node_orders import NodeFaults, NodeOrder, read_clock
from raftlab.cluster.peers import IncomingProtocol, Link, SayLine
from raftlab.cluster.redis_commands import RedisCommands
from raftlab.cluster.server_core import ServerCore, compose_tracked_server
from raftlab.errors import RaftlabError, UsageError
from raftlab.jail.kernel_calls import die_with_parent
from raftlab.worker.message_codec import Codec

ORDER_DECODER = msgspec.json.Decoder(NodeOrder)
READY_LINE, END_WORD = "ready", "ended "
NODE_FAILED = 2


def main() -> None:
    """Run the node that the arguments name, until its parent ends it."""
    folder, name, parent_pid = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    die_with_parent(parent_pid)
    gc.set_threshold(50_000, 20, 1000)  # a full collection looks at every entry of the log and finds nothing
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the parent ends its nodes
    try:
        with asyncio.Runner(loop_factory=choose_loop_factory()) as runner:
            runner.run(run_node(folder, name))
    except RaftlabError as error:
        print(f"{END_WORD}{name}: {error}", flush=True)  # to the parent too: the disk of the log may be full
        with contextlib.suppress(OSError):
            print(f"{name}: {error}", file=sys.stderr, flush=True)
        os._exit(error.exit_code)


def choose_loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """Return the maker of event loops: uvloop's where it is installed."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory


async def run_node(folder: Path, name: str) -> None:
    """Start the node, and wait for the error that ends it, or for the end of standard input."""
    plan = read_plan(folder)
    home = folder / name
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[None] = loop.create_future()

    def fail(error: RaftlabError) -> None:
        if not ended.done():
            ended.set_exception(error)

    def say(line: str) -> None:
        with contextlib.suppress(OSError):  # no room for a log is no reason to end
            print(f"{name}: {line}", file=sys.stderr, flush=True)

    node = make_node(plan, name, home, fail, say)
    node.start()  # before the ports: a message that comes first would find no server
    if ended.done():
        await ended
    tasks = await open_ports(plan, name, node, say)
    print(READY_LINE, flush=True)
    await obey_orders(node, ended, say)
    try:
        await ended
    finally:
        for task in tasks:
            task.cancel()


def make_node(plan: ClusterPlan, name: str, home: Path, fail: Callable[[RaftlabError], None], say: SayLine) -> Node:
    """Return the node with its disk, journal and links."""
    disk_faults = DiskFaults()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    disk = open_disk(home, was_used=last_incarnation(home) > 0)
    disk.faults = disk_faults
    if disk.cut_bytes:
        say(f"cut {disk.cut_bytes:,} bytes of a write that did not end")
    codec = Codec(plan.message_modules)
    core = ServerCore(compose_tracked_server(plan.load), codec, tuple(each.file_name for each in plan.layers))
    core.limit_event_cpu()
    incarnation = increment_incarnation(home)
    header = JournalHeader(name, incarnation, plan.names, plan.options, time.monotonic_ns(), disk.state.number)
    try:
        journal = JournalWriter(home if plan.keeps_journal else None, header)
        journal.write()
    except OSError as error:
        raise UsageError(f"{home}: the journal cannot be written ({error.strerror}); make room") from None
    faults = NodeFaults(disk_faults, clock=read_clock(home))
    links = {peer: Link(plan, name, peer, incarnation, codec, faults, say) for peer in plan.names if peer != name}
    return Node(plan, name, core, disk, journal, links, faults, fail)


async def open_ports(plan: ClusterPlan, name: str, node: Node, say: SayLine) -> list[asyncio.Task[None]]:
    """Listen for peers and clients, and dial the peers. UsageError for a port that is taken."""
    loop = asyncio.get_running_loop()
    own = plan.server(name)
    started, numbers = f"{time.time_ns():x}", itertools.count(1)

    def make_commands() -> RedisCommands:
        return RedisCommands(node, f"{name}-{started}-{next(numbers)}")  # no session of an earlier start has this name

    ports = (
        (own.peer_host, own.peer_port, lambda: IncomingProtocol(plan, name, node.take_message, say)),
        (plan.host, own.client_port, lambda: ClientConnection(make_commands, say)),
    )
    for host, port, make_protocol in ports:
        try:
            await loop.create_server(make_protocol, host or plan.host, port, reuse_address=True, backlog=512)
        except OSError as error:
            raise UsageError(f"port {port} is taken ({error.strerror}); choose others with --port") from None
    return [loop.create_task(link.run()) for link in node.links]


async def obey_orders(node: Node, ended: asyncio.Future[None], say: SayLine) -> None:
    """Obey the orders on standard input until it ends; one that is no order is refused with a line in the log."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)

    async def apply_order() -> None:
        while line := await reader.readline():
            try:
                order = ORDER_DECODER.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                say(f"an order is refused ({error}); the fields and their bounds are those of NodeOrder")
                continue
            if (status := node.apply_order(order)) is not None:
                print(msgspec.json.encode(status).decode(), flush=True)
        if not ended.done():
            ended.set_result(None)

    task = loop.create_task(apply_order())
    ended.add_done_callback(lambda _: task.cancel())


if __name__ == "__main__":
    main()
