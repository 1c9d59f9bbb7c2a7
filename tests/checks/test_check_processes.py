"""Checks run side by side in two processes, and nothing but the time shows it."""

from __future__ import annotations

import textwrap
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fake_kit import make_kit, make_submission, submission_with_body

from raftlab.checks.parallel_checks import chain_costs, results_in_order
from raftlab.errors import KitError
from raftlab.grading_models import CheckResult, GradingResult, Progress, Submission, TracedCheck
from raftlab.kit import Kit
from raftlab.pipeline import grade
from raftlab.report.result_json import canonical_json
from raftlab.submission_reader import read_submission
from raftlab.trace import to_json

ROOT = Path(__file__).parent.parent.parent
MIXED_CHECKS = '''
@check(points=20)
def test_counts(lab):
    """It counts."""
    server = lab.place("S1")
    server.call("tryAdvanceCommit")
    assert server.commitIndex == 1, f"commitIndex is {server.commitIndex}"

@check(points=20, depends_on=[test_counts])
def test_after(lab):
    """What builds on it."""

@check(points=20)
def test_seeded(lab):
    """It prints, and reads the seed."""
    lab.place("S1", term=lab.seed)

@check(points=20)
def test_truncates(lab):
    """Another hole."""
    lab.place("S1").call("truncateConflicts")

@check(points=20, explained_by=[test_counts])
def test_beside(lab):
    """It runs beside what explains it."""
    raise CheckFailure("it is wrong")
'''
MEETING_CHECKS = '''
import pathlib, time

def meet(own, other):
    folder = pathlib.Path({folder!r})
    (folder / own).touch()
    limit = time.monotonic() + 20
    while not (folder / other).exists():
        assert time.monotonic() < limit, "the other check has not begun"
        time.sleep(0.01)

@check(points=50)
def test_one(lab):
    """One waits until the other has begun."""
    meet("one", "other")

@check(points=50)
def test_other(lab):
    """And the other way round."""
    meet("other", "one")
'''


def bytes_of(grading: GradingResult) -> tuple[bytes, dict[str, bytes], tuple[str, ...]]:
    """Return all that a grading says, but for its times."""
    return canonical_json(grading.result), {k: to_json(v) for k, v in grading.traces.items()}, grading.seeded_checks


def child_pids() -> set[str]:
    """Return the processes that this one has started and that still exist."""
    return set(Path("/proc/thread-self/children").read_text().split())


def is_running(pid: str) -> bool:
    """Return whether a process exists and has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def assert_no_new_child(before: set[str]) -> None:
    """Fail if a process that was started since `before` goes on; an orphan that this process inherits may take a while
    to end."""
    limit = time.monotonic() + 60
    while remaining := [pid for pid in child_pids() - before if is_running(pid)]:
        assert time.monotonic() < limit, f"still running: {remaining}"
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("body", "checks"),
    [
        ("self.commitIndex += 1", ()),
        ("print('here')", ()),
        ("print('here')", ("test_after", "test_beside")),
        ("raise NotImplementedError", ()),
    ],
)
def test_result_is_the_same_to_the_byte(tmp_path: Path, body: str, checks: tuple[str, ...]) -> None:
    """Verdicts, order, prints and what waits for what: two processes give what one gives."""
    kit = make_kit(tmp_path, MIXED_CHECKS)
    one, two = (grade(kit, submission_with_body(body), process_count=count, check_names=checks) for count in (1, 2))
    assert bytes_of(one) == bytes_of(two)


def test_runs_of_a_wrong_answer_are_the_same() -> None:
    """Of a real scene and a wrong answer to it, the result and every run are the same to the byte."""
    kit = Kit(ROOT)
    scene = kit.scene("scene05")
    mutant = kit.reference / scene.id / "mutants" / "figure8-count-old-term.py"
    submission: Submission = read_submission(kit, scene, mutant)
    names = ("test_majority_commits", "test_minority_waits", "test_figure8_overwrite", "test_partition_and_recover")
    one, two = (grade(kit, submission, process_count=count, check_names=names) for count in (1, 2))
    assert one.result.score < one.result.max
    assert one.traces
    assert bytes_of(one) == bytes_of(two)


def test_checks_run_at_the_same_time(tmp_path: Path) -> None:
    """Two checks that wait for each other's start both pass, and every result is told once as progress."""
    kit = make_kit(tmp_path / "kit", MEETING_CHECKS.replace("{folder!r}", repr(str(tmp_path))))
    told: list[Progress] = []
    before = child_pids()
    graded = grade(kit, make_submission(), process_count=2, on_progress=told.append)
    assert [check.verdict for check in graded.result.checks] == ["ok", "ok"]
    assert [(at.done, at.total) for at in told] == [(1, 2), (2, 2)]
    assert_no_new_child(before)


def test_a_process_that_ends_is_the_kits_fault(tmp_path: Path) -> None:
    """A process that is killed, for want of memory for example, ends the grading with an error, and no one stays."""
    text = '''
        import os, signal

        @check(points=50)
        def test_ends(lab):
            """It ends its process."""
            os.kill(os.getpid(), signal.SIGKILL)

        @check(points=50)
        def test_other(lab):
            """Another one."""
    '''
    kit = make_kit(tmp_path, textwrap.dedent(text))
    before = child_pids()
    with pytest.raises(KitError, match="the process that ran test_ends ended without a result"):
        grade(kit, make_submission(), process_count=2)
    assert_no_new_child(before)


@dataclass
class CpuHog:
    """A source whose checks run while less than ten seconds of CPU are used."""

    records: dict[str, TracedCheck] = field(default_factory=dict)

    def skip_check(self, name: str, cpu_used_s: float) -> TracedCheck | None:
        """Return `unknown` once the time is used up."""
        return check_run(name, "unknown") if cpu_used_s >= 10 else None

    def keep_result(self, run: TracedCheck) -> None:
        """Keep a result."""
        self.records[run.result.name] = run


def check_run(name: str, verdict: str = "ok") -> TracedCheck:
    """Return the record of a check."""
    return TracedCheck(CheckResult(name, name, verdict, 0, 1))  # type: ignore[arg-type]


def test_spent_cpu_time_ends_the_same_checks() -> None:
    """A check that one process would not have run for want of CPU time counts as not run, although it ran here."""
    source = CpuHog({name: check_run(name) for name in ("c", "a", "b")})
    runs = results_in_order(["a", "b", "c"], source, {"a": 6.0, "b": 5.0, "c": 0.1})
    assert [(name, run.result.verdict) for name, run in runs.items()] == [("a", "ok"), ("b", "ok"), ("c", "unknown")]


def test_start_of_the_longest_chain_comes_first() -> None:
    """A check that an engine's check waits for, through another, has a higher cost than one that many wait for."""
    runs_after: dict[str, set[str]] = {"a": set(), "b": set(), "c": {"b"}, "search": {"c"}, "d": {"a"}, "e": {"a"}}
    costs = chain_costs(tuple(runs_after), runs_after, slow={"search"})
    assert sorted(costs, key=lambda name: -costs[name])[:3] == ["b", "c", "search"]
    assert costs["a"] == 2
