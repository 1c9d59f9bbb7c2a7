"""`raftlab up`: run your own servers as processes, on disks and sockets, for clients that speak RESP."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from raftlab.cli.support.cluster_options import (
    ClusterChoices,
    DataOption,
    add_cluster_options,
    end_on_sigterm,
    lock_cluster_data,
    prepare_cluster_plan,
    require_packages,
)
from raftlab.cli.support.console import say_wrapped, warn
from raftlab.errors import UsageError
from raftlab.kit import find_kit

if TYPE_CHECKING:
    from raftlab.cluster.cluster_page_server import ClusterPageServer
    from raftlab.cluster.cluster_plan import ClusterPlan

LOOPBACK = "127.0.0.1"
WATCH_INTERVAL_S = 0.1


@add_cluster_options()
def up(
    *,
    choices: ClusterChoices,
    data: DataOption = Path(".raftlab/cluster"),
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65000, help="Port of S1; the others follow. 0: free ones.")
    ] = 7001,
    page_port: Annotated[
        int, typer.Option("--page-port", metavar="N", min=0, max=65535, help="Port of the page; 0: any free one.")
    ] = 0,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="The address to listen on.")] = LOOPBACK,
    fresh: Annotated[bool, typer.Option("--fresh", help="Remove the data of the last run first.")] = False,
    journal: Annotated[bool, typer.Option(help="Write what happens, for `raftlab replay`.")] = True,
    json: Annotated[bool, typer.Option("--json", help="Print the servers and the page as one line of JSON.")] = False,
) -> None:
    """Run your own servers as real processes.

    Each scene's layer is your own where you have written it, and the kit's where not. The servers store what they
    persist on disk, and answer clients that speak RESP: redis-cli, redis-benchmark, redis-py. Ctrl-C stops them; the
    data stays. Your code runs here without a jail, as a program of yours: never run a stranger's. Nothing of this is
    used for grading.

    \b
    Examples:
      raftlab up
      redis-cli -c -p 7001 set balance 100
      raftlab up --servers 5 --port 0 --data /tmp/five
    """
    require_packages()
    kit = find_kit()
    if host != LOOPBACK:
        warn(f"--host {host}: whoever reaches this address can read and write the data; this lab has no passwords")
    with lock_cluster_data(data, is_fresh=fresh):
        plan = prepare_cluster_plan(data, kit, choices, first_port=port, host=host, journal=journal)
        run_until_stopped(data, plan, page_port, json)


def run_until_stopped(folder: Path, plan: ClusterPlan, page_port: int, as_json: bool) -> None:
    """Run the servers and serve their page until Ctrl-C; none runs when this returns."""
    from raftlab.cluster.cluster_page_server import ClusterPageServer
    from raftlab.cluster.supervisor import Supervisor

    supervisor = Supervisor(folder, plan)
    live = ClusterPageServer(supervisor)
    end_on_sigterm()
    with serve_page(live, page_port) as url:
        try:
            for line in supervisor.start_most():
                live.add_line(line)
                warn(f"{line}; the others go on without it")
            print_cluster_addresses(plan, url, as_json)
            report_ended_nodes(live)
        except KeyboardInterrupt:
            say_wrapped(f"\nstopped; the data stays in {folder}")
        finally:
            supervisor.stop_all()


@contextmanager
def serve_page(service: ClusterPageServer, port: int) -> Iterator[str]:
    """Serve the page of a cluster to this machine in a thread; yield its address. UsageError for a port in use."""
    from raftlab.pages.laboratory.http_server import make_server, page_url

    try:
        server = make_server(service, port)
    except OSError as error:
        raise UsageError(f"port {port} is taken ({error.strerror}); choose another with --page-port") from None
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield page_url(server, service)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def print_cluster_addresses(plan: ClusterPlan, url: str, as_json: bool) -> None:
    """Print where the servers and the page are, and whose layers they run."""
    if as_json:
        shown = {"servers": {each.name: f"{plan.host}:{each.client_port}" for each in plan.servers}, "page": url}
        print(msgspec.json.encode(shown | {"layers": plan.layer_text}).decode(), flush=True)
        return
    say_wrapped("   ".join(f"{each.name} {plan.host}:{each.client_port}" for each in plan.servers))
    say_wrapped(f"page    {url}")
    say_wrapped(f"layers  {plan.layer_text}")
    say_wrapped(f"try     redis-cli -c -p {plan.servers[0].client_port} set balance 100")
    say_wrapped("Ctrl-C stops the servers; the address of the page contains a secret, so do not share it")
    sys.stdout.flush()


def report_ended_nodes(service: ClusterPageServer) -> None:
    """Serve the page and report each node that ends by itself, until Ctrl-C.

    UsageError when no node is left, and none was killed by the page.
    """
    supervisor = service.supervisor
    while True:
        is_alive = any(node.is_running or node.was_killed for node in supervisor.nodes.values())
        for _, line in supervisor.newly_ended():
            service.add_line(line)
            warn(line)
        if not is_alive:
            raise UsageError("no server is left; fix what the lines above say, and start again")
        service.tick()
        time.sleep(WATCH_INTERVAL_S)
