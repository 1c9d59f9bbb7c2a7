"""What a submission makes the grader keep or compute ends a check as unknown, and not the class."""

from __future__ import annotations

import resource
import textwrap
import time

import pytest

from raftlab import grader_process_limits
from raftlab.batch.job_runner import run_grading_task
from raftlab.batch.models import Job, JobResult
from raftlab.checks import check_context
from raftlab.checks.check_context import CheckContext
from raftlab.kit import find_kit

SCENE = "scene01"


def outcome_of_reference(code: str = "") -> JobResult:
    """Return what a batch makes of the reference with `code` behind it."""
    kit = find_kit()
    source = kit.solution_layer(kit.scene(SCENE)).source + textwrap.dedent(code)
    return run_grading_task(kit.root, Job(SCENE, "state_machine.py", source, "0", "kit", 0, "L1", 900.0))


def verdicts(outcome: JobResult) -> list[str]:
    """Return the verdicts of an outcome; none without a result."""
    return [check.verdict for check in outcome.result.checks] if outcome.result else []


def test_limits_hold_for_one_grading_only() -> None:
    """The limits of memory and CPU time are those of before, once a grading is over."""
    before = [resource.getrlimit(name) for name in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]
    with grader_process_limits.limit_grader_process():
        assert resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY
        assert resource.getrlimit(resource.RLIMIT_CPU)[0] != resource.RLIM_INFINITY
        with pytest.raises(MemoryError):
            bytearray(2 * grader_process_limits.MEMORY_ALLOWANCE_BYTES)
    assert [resource.getrlimit(name) for name in (resource.RLIMIT_AS, resource.RLIMIT_CPU)] == before


def test_a_grader_without_memory_does_not_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check in which the grader runs out of memory is unknown, and earns nothing; the others are graded."""
    opened = CheckContext.open_host
    kept: list[bytes] = []

    def open_host(self: CheckContext, front_layer: str = "") -> object:
        kept.append(bytes(2 * grader_process_limits.MEMORY_ALLOWANCE_BYTES) if not kept else b"")
        return opened(self, front_layer)

    monkeypatch.setattr(check_context.CheckContext, "open_host", open_host)
    outcome = outcome_of_reference()
    assert outcome.fate == "graded"
    assert "unknown" in verdicts(outcome)
    assert "error" not in verdicts(outcome)


def test_what_an_earlier_check_freed_ends_no_later_one() -> None:
    """A check that begins with nearly all of the address space held may still add half of what is left."""
    with grader_process_limits.limit_grader_process():
        soft, _ = resource.getrlimit(resource.RLIMIT_AS)
        assert grader_process_limits.memory_limit_of_check() == soft - grader_process_limits.MEMORY_RESERVE_BYTES
        kept = bytearray(grader_process_limits.MEMORY_ALLOWANCE_BYTES - (30 << 20))
        left = soft - grader_process_limits.address_space_bytes()
        assert 0 < left < 31 << 20 and kept
        assert soft - grader_process_limits.memory_limit_of_check() in range(left // 2 - 1, left // 2 + 2)
    assert grader_process_limits.memory_limit_of_check() == 0 or resource.getrlimit(resource.RLIMIT_AS)[0] == soft


def test_a_grader_without_time_does_not_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check in which the grader uses up its CPU time is unknown; the class goes on."""
    opened, spent = CheckContext.open_host, []

    def open_host(self: CheckContext, front_layer: str = "") -> object:
        until = time.process_time() + (0 if spent else 3)
        spent.append(True)
        while time.process_time() < until:
            pass
        return opened(self, front_layer)

    monkeypatch.setattr(check_context.CheckContext, "open_host", open_host)
    monkeypatch.setattr(grader_process_limits, "CPU_ALLOWANCE_S", 1)
    monkeypatch.setattr(grader_process_limits, "CPU_EXTENSION_S", 1)
    outcome = outcome_of_reference()
    assert outcome.fate == "graded"
    assert "unknown" in verdicts(outcome)
    assert set(verdicts(outcome)) <= {"ok", "unknown", "blocked"}
