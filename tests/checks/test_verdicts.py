"""How a check ends decides its verdict."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fake_kit import make_submission, submission_with_body

from raftlab.checks.check_verdict import decide_verdict
from raftlab.errors import SubmissionRaisedError
from raftlab.grading_models import CheckResult, GradingResult
from raftlab.kit import Kit
from raftlab.server import Options
from raftlab.trace import Crash, Event, RunFailure, Trace, Violation
from raftlab.worker.worker_connection import RequestLimits
from raftlab.worker.worker_hosts import WorkerHosts

GradeChecks = Callable[..., GradingResult]
GradeOneCheck = Callable[..., CheckResult]

HANDLER_CHECK = '''
@check(points=5, paper="§5.4", ask="how far?")
def test_moves(lab):
    """A leader moves. It is as the paper says."""
    moved = lab.place("S1", role="leader", term=4, log=[1, 4]).call("tryAdvanceCommit")
    assert moved.observation.commitIndex == 1, f"commitIndex is {moved.observation.commitIndex}"
'''


def test_a_check_that_returns_is_ok(grade_one_check: GradeOneCheck) -> None:
    """A check that returns earns its points; its title is the docstring's first sentence."""
    check = grade_one_check(HANDLER_CHECK)
    assert (check.verdict, check.points, check.max, check.title) == ("ok", 5, 5, "A leader moves.")
    assert (check.paper, check.ask, check.hint, check.hidden) == ("§5.4", "how far?", "", False)


def test_a_failed_assertion_tells_its_text_and_nothing_else(grade_one_check: GradeOneCheck) -> None:
    """An assertion's text reaches the student as it was written."""
    check = grade_one_check(HANDLER_CHECK, work=submission_with_body("self.commitIndex = 7\n"))
    assert (check.verdict, check.points, check.seen) == ("FAIL", 0, "commitIndex is 7")
    assert check.hint == "raftlab hint scene90"


def test_a_bare_assertion_tells_its_line(grade_one_check: GradeOneCheck) -> None:
    """An assertion without a text is reported with its source line."""
    check = grade_one_check('@check(points=1)\ndef test_a(lab):\n    """A."""\n    assert lab.seed == 1\n')
    assert (check.verdict, check.seen) == ("FAIL", "not so: assert lab.seed == 1")


def test_broken_fails_with_what_was_seen(grade_one_check: GradeOneCheck) -> None:
    """CheckFailure carries what was seen."""
    check = grade_one_check('@check(points=1)\ndef test_a(lab):\n    """A."""\n    raise CheckFailure("S1 did it")\n')
    assert (check.verdict, check.seen, check.trace) == ("FAIL", "S1 did it", None)


def test_pytest_fail_fails(grade_one_check: GradeOneCheck) -> None:
    """pytest.fail, and pytest.raises without an exception, are FAIL with their text."""
    source = '@check(points=1)\ndef test_a(lab):\n    """A."""\n    import pytest\n    pytest.fail("S2 did it")\n'
    check = grade_one_check(source)
    assert (check.verdict, check.seen) == ("FAIL", "S2 did it")


def test_an_exception_of_the_submission_tells_its_own_lines_and_the_event(grade_one_check: GradeOneCheck) -> None:
    """A handler that raises fails with its own traceback lines, what it printed and what it was doing."""
    check = grade_one_check(HANDLER_CHECK, work=submission_with_body("print('here')\nreturn self.log[7]\n"))
    assert check.verdict == "FAIL"
    assert check.seen.startswith("IndexError: log[7]")
    assert check.seen.endswith("while S1 ran tryAdvanceCommit()")
    assert check.lines == ("counting.py:7 in tryAdvanceCommit: return self.log[7]",)
    assert check.printed == "here\n"


@pytest.mark.parametrize(
    "body",
    [
        "self.send('S2', 'hello')",
        "self.send('S2', AppendEntriesReply('x', None, 5, 'y'))",
        "self.commitIndex = 'a lot'",
        "self.reply([], 1, 'ok')",
        "self.log.append('entry')",
        "self.nextIndex = {1: []}",
        "self.votesGranted = None",
        "self.send(3, None)",
        "self._actions.append(5)",
        "self.role = '\\ud800'",
        "self.log = [0] * 10**6",
        "raise KeyboardInterrupt",
        "raise SystemExit(0)",
        "raise Exception(object()) from BaseExceptionGroup('', [MemoryError()])",
    ],
)
def test_malformed_submission_output_is_no_kit_error(grade_one_check: GradeOneCheck, body: str) -> None:
    """Malformed output of a submission is FAIL, not a kit error."""
    source = submission_with_body(f"{body}\nreturn True\n").source
    work = make_submission("from raftlab.server import AppendEntriesReply\n" + source)
    assert grade_one_check(HANDLER_CHECK, work=work).verdict == "FAIL"


def test_violation_is_reported_before_later_error() -> None:
    """An error after a broken property is reported second, with its own lines, and the run keeps both."""
    events = tuple(Event(step, 0.0, Crash("S1")) for step in (1, 2))
    first = Violation("MatchIsStored", 1, "S1 has matchIndex[S3] = 5.")
    run = Trace("0", "scene90", "a run", 0, ("S1",), Options(), events, (first,))
    fault = SubmissionRaisedError("IndexError", "log[5]", ("commit.py:9 in f: x",))
    fault.trace = run
    judgement = decide_verdict(fault, None, Kit(Path()))
    assert (
        judgement.seen == f"{first.seen} ({first.property} broken at step {first.step} of 2)\nthen IndexError: log[5]"
    )
    assert judgement.lines == fault.lines
    assert judgement.trace is not None and judgement.trace.violations == (first,)
    assert judgement.trace.failure == RunFailure("IndexError: log[5]", 2, at=fault.lines)


def test_a_hole_is_todo_and_is_named(grade_one_check: GradeOneCheck) -> None:
    """Reaching an unwritten hole is todo, and the hole is named."""
    check = grade_one_check(HANDLER_CHECK, work=submission_with_body("raise NotImplementedError\n"))
    assert (check.verdict, check.hole) == ("todo", "tryAdvanceCommit")
    assert check.seen == "tryAdvanceCommit is still to be written"


def test_a_spent_budget_is_unknown(grade_one_check: GradeOneCheck) -> None:
    """A spent budget is unknown: neither a pass nor a failure."""
    check = grade_one_check('@check(points=3)\ndef test_a(lab):\n    """A."""\n    raise BudgetExhausted("9 states")\n')
    assert (check.verdict, check.points, check.max, check.seen) == ("unknown", 0, 3, "9 states")


def test_a_check_that_goes_on_too_long_is_unknown(
    grade_one_check: GradeOneCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Used-up CPU time ends a check as unknown, even where the check would swallow it."""
    monkeypatch.setattr("raftlab.checks.check_deadline.WALL_CLOCK_FACTOR", 1000)  # the machine may be busy
    check = grade_one_check(
        """
        import pytest

        @check(points=3)
        @pytest.mark.timeout(0.2)
        def test_a(lab):
            "A."
            placed = lab.place("S1")
            while True:
                try:
                    placed.call("tryAdvanceCommit")
                except BudgetExhausted:
                    break
            placed.call("tryAdvanceCommit")
        """
    )
    assert (check.verdict, check.seen) == ("unknown", "not decided after 0 s of CPU")


def test_a_check_that_only_waits_is_stopped_in_the_end(grade_one_check: GradeOneCheck) -> None:
    """A check that only waits is stopped by wall time after ten times the limit."""
    check = grade_one_check(
        """
        import time
        import pytest

        @check(points=3)
        @pytest.mark.timeout(0.05)
        def test_a(lab):
            "A."
            while True:
                time.sleep(0.01)
        """
    )
    assert (check.verdict, check.seen) == ("unknown", "stopped by the clock after 0 s")


def test_the_kits_own_fault_costs_nothing(grade_checks: GradeChecks) -> None:
    """A check that fails in the kit is an error: out of the maximum, in the warnings, and it blocks no other."""
    result = grade_checks(
        """
        @check(points=3)
        def test_a(lab):
            "A."
            1 / 0

        @check(points=4, depends_on=[test_a])
        def test_b(lab):
            "B."
        """
    ).result
    assert [check.verdict for check in result.checks] == ["error", "ok"]
    assert (result.score, result.max) == (4, 4)
    assert result.checks[0].seen == "ZeroDivisionError: division by zero (labs/scene90/tests/test_counting.py:6)"
    assert "test_a" in result.warnings[0]
    assert "3 points" in result.warnings[0]


def test_an_assertion_inside_the_engine_is_the_kits_fault(grade_one_check: GradeOneCheck) -> None:
    """Only an assertion of the scene's tests is FAIL; one inside the engine is a kit error."""
    source = '@check(points=1)\ndef test_a(lab):\n    """A."""\n    exec(compile("assert 0", "engine.py", "exec"))\n'
    assert grade_one_check(source).verdict == "error"


def test_one_cause_blocks_what_waits_for_it_and_is_named(grade_checks: GradeChecks) -> None:
    """Checks that depend on a failed check, directly or not, are blocked and name the root cause."""
    result = grade_checks(
        """
        @check(points=1, depends_on=["test_b"])
        def test_c(lab):
            "C."

        @check(points=1, depends_on=["test_a"])
        def test_b(lab):
            "B."

        @check(points=1)
        def test_a(lab):
            "A."
            lab.place("S1").call("tryAdvanceCommit")
        """,
        work=submission_with_body("raise NotImplementedError\n"),
    ).result
    assert [(check.name, check.verdict, check.blocked_by) for check in result.checks] == [
        ("test_a", "todo", None),
        ("test_b", "blocked", "test_a"),
        ("test_c", "blocked", "test_a"),
    ]


def test_rows_of_one_check_are_one_verdict(grade_one_check: GradeOneCheck) -> None:
    """A parametrised check has one verdict: that of its first failing row."""
    check = grade_one_check(
        """
        import pytest

        @check(points=6)
        @pytest.mark.parametrize("size", [3, 4, 5])
        def test_a(lab, size):
            "A."
            assert size < 4, f"size {size}"
        """
    )
    assert (check.name, check.verdict, check.max, check.seen) == ("test_a", "FAIL", 6, "size 4")


def test_ended_worker_repeats_its_error(grade_one_check: GradeOneCheck, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once a server's process is gone, the check cannot pass by asking again."""
    monkeypatch.setitem(WorkerHosts.__init__.__kwdefaults__, "limits", RequestLimits(cpu_s=0.3))  # as endless as 2 s
    check = grade_one_check(
        """
        @check(points=1)
        def test_a(lab):
            "A."
            placed = lab.place("S1")
            try:
                placed.call("tryAdvanceCommit")
            except Exception:
                pass
            placed.call("tryAdvanceCommit")
        """,
        work=submission_with_body("while True:\n    pass\n"),
    )
    assert check.verdict == "FAIL"
    assert check.seen.endswith("while S1 ran tryAdvanceCommit()")


def test_check_may_read_server_variables(grade_one_check: GradeOneCheck) -> None:
    """An untouched method of the kit's server answers like any other."""
    work = make_submission("from raftlab.server import Server\n\n\nclass Counting(Server):\n    pass\n")
    assert grade_one_check(HANDLER_CHECK, work=work).seen == "commitIndex is 0"


def test_missing_follower_is_a_failure(grade_one_check: Callable[..., CheckResult]) -> None:
    """A leader without a value for a follower fails the check that reads it, in words."""
    check = grade_one_check(
        """
@check(points=1)
def test_reads_a_match_index(lab):
    "A."
    assert lab.place("S1", role="leader", term=1).matchIndex["S9"] == 0
"""
    )
    assert check.verdict == "FAIL"
    assert check.seen.startswith("matchIndex of S1 (leader, term 1")
    assert check.seen.endswith("holds no value for S9.")
