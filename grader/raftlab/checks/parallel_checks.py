"""Runs checks that do not wait for each other at the same time, in two processes that are forked from the grader.

The grader hands out one check at a time to each process, and collects the results. A check is handed out when
every check that it must run after has its result, so it knows of the same faults as in a single process.
"""

from __future__ import annotations

import contextlib
import os
import signal
import warnings
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from multiprocessing.connection import Connection, Pipe, wait
from typing import Protocol

import msgspec

from raftlab.errors import KitError, RaftlabError
from raftlab.grading_models import CheckResult, TracedCheck
from raftlab.jail.kernel_calls import die_with_parent
from raftlab.trace import Trace
from raftlab.worker.worker_hosts import WorkerHosts


class RunCheckRequest(msgspec.Struct):
    """The order to run one check. results: those since the last order. cpu_left_s: the CPU time that is left."""

    name: str
    results: tuple[CheckResult, ...]
    cpu_left_s: float


class FinishedCheck(msgspec.Struct, tag=True):
    """A check that ran. cpu_s: the CPU time of the submission's processes in it."""

    result: CheckResult
    trace: Trace | None
    is_seeded: bool
    changed_globals: tuple[str, ...]
    varying_attributes: tuple[str, ...]
    cpu_s: float

    @property
    def check_run(self) -> TracedCheck:
        """Return the record of the check."""
        return TracedCheck(self.result, self.trace, self.is_seeded, self.changed_globals, self.varying_attributes)


class KitFailure(msgspec.Struct, tag=True):
    """The kit failed outside of a check: `reason` is its error."""

    reason: str


SLOW_CHECK_COST = 20
"""How many ordinary checks take as long as one of an engine."""
Report = FinishedCheck | KitFailure
RunCheck = Callable[[RunCheckRequest, WorkerHosts], TracedCheck]
"""Run the ordered check on the hosts of this process."""

OpenHosts = Callable[[], contextlib.AbstractContextManager[WorkerHosts]]
"""Open the hosts of a forked process."""


class CheckScheduler(Protocol):
    """Decides which checks run, by the results so far."""

    records: dict[str, TracedCheck]

    def skip_check(self, name: str, cpu_used_s: float) -> TracedCheck | None:
        """Return the result of a check that does not run; None if it must run."""
        ...

    def keep_result(self, run: TracedCheck) -> None:
        """Keep a result, and show the progress."""
        ...


class CheckProcess:
    """One forked process that runs checks, one at a time. busy_with: the check that it runs now.

    connection: it is readable when a report is there.
    """

    def __init__(self, run_check: RunCheck, open_hosts: OpenHosts, earlier: Iterable[Connection] = ()) -> None:
        self.connection, theirs = Pipe()
        grader_pid = os.getpid()
        with defer_interrupts():
            self._pid = fork()
            if self._pid == 0:
                try:
                    die_with_parent(grader_pid)  # a killed grader closes no pipe that a busy process would look at
                    for each in (self.connection, *earlier):  # they must end with the grader
                        each.close()
                    serve_checks(theirs, run_check, open_hosts)
                finally:
                    os._exit(0)
        theirs.close()
        self.busy_with = ""
        self._sent: set[str] = set()

    def start_check(self, name: str, results: Mapping[str, CheckResult], cpu_left_s: float) -> None:
        """Hand out a check, with the results that the process does not have yet."""
        new = tuple(result for other, result in results.items() if other not in self._sent)
        self._sent |= results.keys()
        self.busy_with = name
        self.connection.send_bytes(msgspec.msgpack.encode(RunCheckRequest(name, new, cpu_left_s)))

    def receive_report(self) -> FinishedCheck:
        """Return the report on the check that it ran. KitError if the process failed or ended."""
        try:
            report: Report = msgspec.msgpack.decode(self.connection.recv_bytes(), type=Report)
        except (EOFError, OSError):
            raise KitError(f"the process that ran {self.busy_with} ended without a result; grade again") from None
        if isinstance(report, KitFailure):
            raise KitError(report.reason)
        self.busy_with = ""
        return report

    def end(self) -> None:
        """Tell the process to end; kill it if it is busy."""
        if self.busy_with:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        self.connection.close()

    def await_end(self) -> None:
        """Wait until the process has ended."""
        os.waitpid(self._pid, 0)


def serve_checks(connection: Connection, run_check: RunCheck, open_hosts: OpenHosts) -> None:
    """Run the checks that arrive, until the other end closes. Ctrl-C ends it, without a word."""
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        with open_hosts() as hosts:
            while True:
                order = msgspec.msgpack.decode(connection.recv_bytes(), type=RunCheckRequest)
                connection.send_bytes(msgspec.msgpack.encode(run_requested_check(order, run_check, hosts)))
    except (EOFError, OSError, KeyboardInterrupt):
        return
    except BaseException as error:
        reason = str(error) if isinstance(error, RaftlabError) else f"{type(error).__name__}: {error}"
        with contextlib.suppress(OSError):
            connection.send_bytes(msgspec.msgpack.encode(KitFailure(reason)))


def run_requested_check(order: RunCheckRequest, run_check: RunCheck, hosts: WorkerHosts) -> FinishedCheck:
    """Run the ordered check and return its report."""
    used_s = hosts.cpu_used_s
    run = run_check(order, hosts)
    cpu_s = hosts.cpu_used_s - used_s
    return FinishedCheck(run.result, run.trace, run.is_seeded, run.changed_globals, run.varying_attributes, cpu_s)


@contextlib.contextmanager
def defer_interrupts() -> Iterator[None]:
    """Let Ctrl-C wait until the block ends: a forked process must not leave it by an exception."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def fork() -> int:
    """Fork this process. It may have a thread that draws a progress bar: the new one draws none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


@contextlib.contextmanager
def fork_processes(run_check: RunCheck, hosts: WorkerHosts) -> Iterator[tuple[CheckProcess, ...]]:
    """Yield two processes: one runs checks on `hosts`, which this process does not use meanwhile, one on its own."""
    processes: list[CheckProcess] = []
    try:
        processes.append(CheckProcess(run_check, hosts.inherited))
        processes.append(CheckProcess(run_check, hosts.sibling, [processes[0].connection]))
        yield tuple(processes)
    finally:
        for process in processes:
            process.end()
        for process in processes:
            process.await_end()


def run_side_by_side(
    order: Sequence[str],
    runs_after: Mapping[str, set[str]],
    slow: Container[str],
    source: CheckScheduler,
    processes: Iterable[CheckProcess],
    cpu_limit_s: float,
) -> dict[str, TracedCheck]:
    """Run the checks of `order`, each after those in `runs_after`; return the results in the order of one process.

    slow: the checks that take much longer than the others. The start of the longest chain of checks comes first.
    """
    results: dict[str, CheckResult] = {}
    cpu_s: dict[str, float] = {}
    costs = chain_costs(order, runs_after, slow)
    priority = sorted(order, key=lambda name: -costs[name])
    waiting = dict.fromkeys(priority)
    idle = list(processes)
    busy: list[CheckProcess] = []

    def keep(run: TracedCheck) -> None:
        results[run.result.name] = run.result
        source.keep_result(run)

    while waiting or busy:
        for name in [name for name in waiting if runs_after[name] <= results.keys()]:
            used_s = sum(cpu_s.get(earlier, 0.0) for earlier in order[: order.index(name)])
            skipped = source.skip_check(name, used_s)
            if skipped is not None:
                del waiting[name]
                keep(skipped)
            elif idle:
                del waiting[name]
                busy.append(idle.pop(0))
                busy[-1].start_check(name, results, cpu_limit_s - used_s)
        readable = wait([process.connection for process in busy]) if busy else ()
        for process in [each for each in busy if each.connection in readable]:
            report = process.receive_report()
            busy.remove(process)
            idle.append(process)
            cpu_s[report.result.name] = report.cpu_s
            keep(report.check_run)
    return results_in_order(order, source, cpu_s)


def results_in_order(
    order: Sequence[str], source: CheckScheduler, cpu_s: Mapping[str, float]
) -> dict[str, TracedCheck]:
    """Return the results as one process gives them: a check runs there only while CPU time is left."""
    runs, source.records = source.records, {}
    used_s = 0.0
    for name in order:
        source.records[name] = source.skip_check(name, used_s) or runs[name]
        used_s += cpu_s.get(name, 0.0)
    return source.records


def chain_costs(order: Sequence[str], runs_after: Mapping[str, set[str]], slow: Container[str]) -> dict[str, int]:
    """Return the cost of the longest chain of checks that begins with each check and wait for one another."""
    costs: dict[str, int] = dict.fromkeys(order, 0)
    for name in reversed(order):  # what waits for a check stands behind it
        costs[name] += SLOW_CHECK_COST if name in slow else 1
        for earlier in runs_after[name]:
            costs[earlier] = max(costs[earlier], costs[name])
    return costs
