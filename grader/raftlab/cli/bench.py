"""`raftlab bench`: measure the cluster beside PySyncObj and etcd, on this machine in one run."""

from __future__ import annotations

import importlib.util
import itertools
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from raftlab.cli.support.cluster_options import (
    ClusterChoices,
    add_cluster_options,
    end_on_sigterm,
    prepare_cluster_plan,
    require_packages,
)
from raftlab.cli.support.command_help import WholeLineGroup
from raftlab.cli.support.console import progress_bar, say
from raftlab.errors import UsageError, write_error_text
from raftlab.kit import find_kit

if TYPE_CHECKING:
    from raftlab.cluster.benchmark.load_generator import LoadResult
    from raftlab.cluster.benchmark.paired_ratio import ThroughputPair
    from raftlab.cluster.benchmark.systems import Measure
    from raftlab.cluster.cluster_plan import ClusterPlan

app = typer.Typer(cls=WholeLineGroup, no_args_is_help=True, rich_markup_mode=None)
CONNECTIONS = (1, 16, 64)
OPERATIONS = ("SET", "GET")
SYSTEMS = ("raftlab", "pysyncobj-synced", "pysyncobj", "etcd")
TITLES = {
    "raftlab": "raftlab",
    "pysyncobj-synced": "PySyncObj, each entry synced",
    "pysyncobj": "PySyncObj as it comes (not synced)",
    "etcd": "etcd (HTTP gateway)",
}
WIDTHS = "{:<36} {:>4} {:>5} {:>9} {:>9} {:>9}"


@app.callback()
def bench() -> None:
    """Measure the real cluster.

    Example: raftlab bench cluster --seconds 2
    """


@app.command()
@add_cluster_options("servers", "spares")
def cluster(
    *,
    choices: ClusterChoices,
    seconds: Annotated[float, typer.Option("--seconds", metavar="N", min=0.5, max=60, help="For each figure.")] = 3,
    without: Annotated[
        list[str] | None, typer.Option("--without", metavar="SYSTEM", help=f"Leave one out: {', '.join(SYSTEMS[1:])}.")
    ] = None,
    kills: Annotated[int, typer.Option("--kills", metavar="N", min=0, help="How often the leader is killed.")] = 11,
    pairs: Annotated[
        int, typer.Option("--pairs", metavar="N", min=0, help="Compare with PySyncObj, synced, in so many turns each.")
    ] = 0,
    folder: Annotated[
        Path | None, typer.Option("--data", metavar="FOLDER", help="The disk to measure; default: a folder here.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Measure SET and GET beside PySyncObj and etcd: three servers each, one disk, this machine.

    Each figure is of 1, 16 and 64 connections to the leader. raftlab syncs every write before it answers, and reads as
    --reads says; it writes no journal here. PySyncObj (from PyPI) gets the same client port, once with each entry
    synced and once as it comes; etcd (apt install etcd-server) is called through its HTTP gateway, and reads
    linearizably. Then the leader is killed, and the time until a write is answered is measured. With --pairs, raftlab
    and PySyncObj with each entry synced also run side by side and are measured in turns: on a busy machine the ratio of
    such a pair is steadier than a figure.

    \b
    Example:
      raftlab bench cluster --reference --seconds 5
    """
    require_packages()
    left_out = set(without or ())
    if unknown := left_out - set(SYSTEMS[1:]):
        raise UsageError(f"--without {sorted(unknown)[0]}: there are {', '.join(SYSTEMS[1:])}")
    require_tools(left_out if not pairs else left_out - {"pysyncobj-synced"})
    end_on_sigterm()
    kit = find_kit()
    with make_bench_folder(folder or Path()) as name:
        home = Path(name)
        plan = prepare_cluster_plan(home, kit, choices, journal=False)
        measured = [system for system in SYSTEMS if system not in left_out]
        rows = list(measure_all(home, plan, measured, seconds, is_quiet=json))
        times = measure_leaderless_after_kills(home, plan, kills) if kills else []
        compared = compare_in_pairs(home, plan, pairs, seconds) if pairs else []
    if json:
        shown = {"machine": machine_text(), "rows": rows, "leaderless_ms": times, "pairs": compared}
        say(msgspec.json.encode(shown).decode())
        return
    if compared:
        from raftlab.cluster.benchmark.paired_ratio import ratio_text

        say("raftlab beside PySyncObj with each entry synced:")
        for _, group in itertools.groupby(compared, lambda pair: (pair.operation, pair.connections)):
            say(f"  {ratio_text([*group])}")
    if times:
        from raftlab.cluster.benchmark.leaderless_time import median_text

        say(median_text(times, plan.options.electionTimeout))
    say(f"machine: {machine_text()}")


def make_bench_folder(parent: Path) -> tempfile.TemporaryDirectory[str]:
    """Return a new folder below `parent`, which is deleted when it is left. UsageError if it cannot be made."""
    try:
        return tempfile.TemporaryDirectory(prefix="raftlab-bench-", dir=parent)
    except OSError as error:
        raise UsageError(write_error_text(parent, error, "name another folder with --data")) from None


def require_tools(left_out: set[str]) -> None:
    """Raise UsageError for a program or package that is missing."""
    if shutil.which("redis-benchmark") is None:
        raise UsageError("redis-benchmark is not installed: apt install redis-tools")
    if not {"pysyncobj", "pysyncobj-synced"} <= left_out and importlib.util.find_spec("pysyncobj") is None:
        raise UsageError(
            "PySyncObj is not installed: pip install pysyncobj, or --without pysyncobj --without pysyncobj-synced"
        )


def measure_all(
    home: Path, plan: ClusterPlan, systems: list[str], seconds: float, is_quiet: bool
) -> Iterator[dict[str, Any]]:
    """Yield a row for each system, operation and number of connections, and print it."""
    if not is_quiet:
        say(WIDTHS.format("3 servers, one disk", "", "conns", "calls/s", "p50 ms", "p99 ms"))
    for system in systems:
        with open_system(system, home, plan) as measure, progress_bar("bench") as report:
            for operation in OPERATIONS:
                for done, connections in enumerate(CONNECTIONS):
                    report(done, len(CONNECTIONS), f"{system} {operation} {connections}")
                    result: LoadResult = measure(operation, connections, seconds)
                    if not is_quiet:
                        figures = (f"{result.calls_per_s:,.0f}", f"{result.p50_ms:.2f}", f"{result.p99_ms:.2f}")
                        say(WIDTHS.format(TITLES[system], operation, connections, *figures))
                    yield {"system": system, "operation": operation, "connections": connections} | {
                        name: getattr(result, name) for name in result.__struct_fields__
                    }


def open_system(system: str, home: Path, plan: ClusterPlan) -> AbstractContextManager[Measure]:
    """Return the running system of a name."""
    from raftlab.cluster.benchmark.systems import etcd_system, pysyncobj_system, raftlab_system

    if system == "raftlab":
        return raftlab_system(home, plan)
    if system == "etcd":
        return etcd_system(home)
    return pysyncobj_system(home, is_synced=system.endswith("synced"))


def compare_in_pairs(home: Path, plan: ClusterPlan, count: int, seconds: float) -> list[ThroughputPair]:
    """Return pairs of figures of raftlab and of PySyncObj with each entry synced, both running side by side."""
    from raftlab.cluster.benchmark.paired_ratio import measure_pairs

    measured: list[ThroughputPair] = []
    with (
        open_system("raftlab", home, plan) as own,
        open_system("pysyncobj-synced", home / "pairs", plan) as other,
        progress_bar("pairs") as report,
    ):
        kinds = list(itertools.product(OPERATIONS, CONNECTIONS))
        for done, (operation, connections) in enumerate(kinds):
            report(done, len(kinds), f"{operation} {connections}")
            measured += measure_pairs(own, other, operation, connections, seconds, count)
    return measured


def measure_leaderless_after_kills(home: Path, plan: ClusterPlan, kills: int) -> list[float]:
    """Return how long the cluster was without a leader after each kill, in ms, sorted."""
    from raftlab.cluster.benchmark.leaderless_time import measure_leaderless_ms
    from raftlab.cluster.supervisor import Supervisor

    supervisor = Supervisor(home, plan)
    try:
        supervisor.start_all()
        return [round(each, 1) for each in measure_leaderless_ms(supervisor, kills)]
    finally:
        supervisor.stop_all()


def machine_text() -> str:
    """Return the machine in words: processor, cores, system, load."""
    model = (
        next(
            (
                line.partition(":")[2].strip()
                for line in Path("/proc/cpuinfo").read_text().splitlines()
                if line.startswith("model name")
            ),
            platform.processor(),
        )
        if Path("/proc/cpuinfo").exists()
        else platform.processor()
    )
    load = os.getloadavg()[0]
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, load {load:.1f} at the end"
