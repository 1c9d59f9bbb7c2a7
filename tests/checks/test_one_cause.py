"""One cause costs one loss: a check that meets another check's property waits for it, or fails if it is green."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from fake_kit import submission_with_body

from raftlab.checks.check_decorator import Check
from raftlab.checks.earlier_check_failures import (
    EarlierCheckFailures,
    checks_by_property,
    find_earlier_check_failures,
    worst_safety_property,
)
from raftlab.grading_models import CheckResult, GradingResult, Result, SubmittedFile
from raftlab.kit import find_kit
from raftlab.report.result_json import student_result
from raftlab.score import score
from raftlab.simulator.property_monitor import PROPERTY_NAMES
from raftlab.trace import Violation

GradeChecks = Callable[..., GradingResult]

JUDGES = """
[judges]
LogMatching = "test_logs"
others = "test_rest"
"""
JUDGE_CHECKS = '''
from raftlab.trace import Violation

@check(points=3{logs})
def test_logs(lab):
    """Logs match."""
    {judged}

@check(points=2)
def test_rest(lab):
    """The rest holds."""

@check(points=5, about=("ElectionSafety",))
def test_run(lab):
    """A run holds."""
    violations = {violations}
    lab.record_violations(violations)
    foreign = lab.earlier_failures.foreign_violation(violations)
    if foreign:
        raise lab.earlier_failures.wait_for_judge(foreign)
    raise CheckFailure("the run broke")
'''
LOGS_BROKEN = 'Violation("LogMatching", 4, "S1 and S2 differ")'
TWO_LEADERS = 'Violation("ElectionSafety", {step}, "S1 and S2 lead")'


def run_verdict(grade_checks: GradeChecks, violations: str, judged: str, logs: str = "") -> CheckResult:
    """Return the result of test_run for a run with these violations, where test_logs does `judged`."""
    source = JUDGE_CHECKS.format(violations=f"({violations})", judged=judged, logs=logs)
    checks = {check.name: check for check in grade_checks(source, scene_settings=JUDGES).result.checks}
    return checks["test_run"]


@pytest.mark.parametrize(
    ("violations", "judged", "verdict", "cause"),
    [
        (f"{LOGS_BROKEN},", "raise CheckFailure('they differ')", "blocked", "test_logs"),
        (f"{LOGS_BROKEN},", "pass", "FAIL", None),
        (f"{LOGS_BROKEN}, {TWO_LEADERS.format(step=9)}", "raise CheckFailure('they differ')", "blocked", "test_logs"),
        (f"{LOGS_BROKEN}, {TWO_LEADERS.format(step=4)}", "raise CheckFailure('they differ')", "FAIL", None),
        (f"{LOGS_BROKEN}, {TWO_LEADERS.format(step=1)}", "raise CheckFailure('they differ')", "FAIL", None),
    ],
)
def test_check_waits_for_red_judge(
    grade_checks: GradeChecks, violations: str, judged: str, verdict: str, cause: str | None
) -> None:
    """A check waits if a red check judges what broke first; else it fails, also by a property whose judge is green."""
    check = run_verdict(grade_checks, violations, judged)
    assert (check.verdict, check.blocked_by) == (verdict, cause)
    if verdict == "blocked":
        assert "LogMatching broken first, at step 4" in check.seen


SEEDED_CHECKS = """
@check(points=1)
def test_logs(lab):
    "A."
    {first}

@check(points=4, about=())
def test_search(lab):
    "B."
    if lab.seed == 7:
        raise CheckFailure("the seed of this run")
    {run}
"""


@pytest.mark.parametrize(
    ("first", "run", "verdict"),
    [
        ("pass", "pass", "FAIL"),
        ("raise CheckFailure('no')", "pass", "ok"),
        ("raise CheckFailure('no')", "raise CheckFailure('no either')", "blocked"),
    ],
)
def test_search_has_one_seed_while_a_judge_is_red(
    grade_checks: GradeChecks, first: str, run: str, verdict: str
) -> None:
    """While the check of a property is red, a search has a seed of its own: it keeps its points, or waits."""
    text = SEEDED_CHECKS.format(first=first, run=run)
    search = grade_checks(text, scene_settings='[judges]\nothers = "test_logs"', seed=7).result.checks[-1]
    assert (search.verdict, search.blocked_by) == (verdict, "test_logs" if verdict == "blocked" else None)


@pytest.mark.parametrize(
    ("known", "cause"),
    [
        (EarlierCheckFailures(), ""),
        (EarlierCheckFailures({"LogMatching": "test_logs"}), "test_logs"),
        (EarlierCheckFailures({"LogMatching": "test_logs"}, failed_prerequisite="test_first"), "test_first"),
    ],
)
def test_first_cause(known: EarlierCheckFailures, cause: str) -> None:
    """A failed prerequisite is named before a red judge."""
    assert known.first_cause == cause


def test_red_judges_of_own_properties_do_not_count() -> None:
    """A check leaves no property to others that it is about itself."""
    check = Check("test_run", "A run.", 1, (), "", "", about=("LogMatching",))
    known = find_earlier_check_failures(check, {"LogMatching": ("test_a",), "SameState": ("test_a",)}, str, str)
    assert known.judging_check == {"SameState": "test_a"}
    assert known.foreign_violation([Violation("LogMatching", 1, "")]) is None


SOFT_CHECKS = """
@check(points=1)
def test_first(lab):
    "A."
    {first}

@check(points=4, explained_by=[test_first]{more})
def test_run(lab):
    "B."
    {run}
"""
UNWRITTEN = "lab.place('S1').call('tryAdvanceCommit')"


@pytest.mark.parametrize(
    ("first", "run", "verdict"),
    [
        ("raise CheckFailure('no')", "pass", "ok"),
        ("raise CheckFailure('no')", "raise CheckFailure('no either')", "blocked"),
        ("pass", "raise CheckFailure('no')", "FAIL"),
        (UNWRITTEN, "pass", "blocked"),
    ],
)
def test_check_runs_beside_its_explanation(grade_checks: GradeChecks, first: str, run: str, verdict: str) -> None:
    """A check keeps its points beside a failure that would explain its own, or waits for it; it waits for a hole."""
    work = submission_with_body("raise NotImplementedError\n")
    checks = grade_checks(SOFT_CHECKS.format(first=first, run=run, more=""), work=work).result.checks
    assert checks[1].verdict == verdict
    assert checks[1].blocked_by == ("test_first" if verdict == "blocked" else None)


@pytest.mark.parametrize(
    ("first", "run", "verdict"),
    [
        (UNWRITTEN, "raise CheckFailure('no')", "FAIL"),
        (UNWRITTEN, "pass", "blocked"),
        (UNWRITTEN, UNWRITTEN, "blocked"),
        (UNWRITTEN, "raise BudgetExhausted('9 states')", "blocked"),
        ("raise CheckFailure('no')", "raise CheckFailure('no either')", "blocked"),
        ("raise BudgetExhausted('9 states')", "raise CheckFailure('no')", "blocked"),
        ("pass", UNWRITTEN, "todo"),
    ],
)
def test_check_that_can_fail_early(grade_checks: GradeChecks, first: str, run: str, verdict: str) -> None:
    """Beside an unwritten method such a check fails or waits; it never earns points there."""
    work = submission_with_body("raise NotImplementedError\n")
    text = SOFT_CHECKS.format(first=first, run=run, more=", can_fail_early=True")
    checks = grade_checks(text, work=work).result.checks
    assert checks[1].verdict == verdict
    assert checks[1].blocked_by == ("test_first" if verdict == "blocked" else None)


def test_hidden_check_is_no_judge(grade_checks: GradeChecks) -> None:
    """A judge that a student's kit lacks is the kit's mistake, which names the line."""
    from raftlab.errors import KitError

    public = '@check(points=1, about=())\ndef test_run(lab):\n    """A."""\n'
    hidden = '@check(points=1)\ndef test_logs(lab):\n    """A."""\n'
    with pytest.raises(KitError, match=r"\[judges\] LogMatching: test_logs is hidden"):
        grade_checks(public, hidden, scene_settings='[judges]\nLogMatching = "test_logs"\n')


@pytest.mark.parametrize("scene", find_kit().scenes, ids=lambda scene: scene.id)
def test_every_property_has_its_judge(scene) -> None:  # type: ignore[no-untyped-def]
    """Each property that an engine can report has its line in [judges], and no line names another."""
    if scene.is_design:
        pytest.skip("its checks measure a design: no engine reports a property there")
    assert set(checks_by_property(scene)) == set(PROPERTY_NAMES)


# ---- the limit after a broken safety property ------------------------------------------------------------------------


def make_check(name: str, verdict: str, points: int, safety: str = "") -> CheckResult:
    """Return a result of a check worth `points`."""
    return CheckResult(name, f"{name}.", verdict, points if verdict == "ok" else 0, points, safety=safety)  # type: ignore[arg-type]


def test_broken_safety_property_limits_the_score() -> None:
    """97 points with a broken safety property are 80; 79 stay 79; without one nothing is limited."""
    small = make_check("b", "FAIL", 3, "ElectionSafety")
    limited = score([make_check("a", "ok", 97), small], 80)
    assert (limited.points, limited.max) == (80, 100)
    assert limited.limit is not None and (limited.limit.property, limited.limit.check) == ("ElectionSafety", "b")
    rest = make_check("c", "FAIL", 18)
    assert score([make_check("a", "ok", 79), rest, small], 80).limit is None
    assert score([make_check("a", "ok", 97), make_check("b", "FAIL", 3)], 80).points == 97


def test_limit_names_the_check_that_is_shown() -> None:
    """Of the checks in which a property broke the limit names a public one that FAILs, or says what the check is."""
    passed, waits = make_check("a", "ok", 90, "LogMatching"), make_check("b", "blocked", 3, "LogMatching")
    hidden = msgspec.structs.replace(make_check("c", "FAIL", 4, "ElectionSafety"), hidden=True)
    failed = make_check("d", "FAIL", 3, "LeaderCompleteness")
    assert limit_text(passed, waits, hidden, failed).endswith("LeaderCompleteness, a safety property, broke in “d.”")
    assert limit_text(passed, waits, hidden).endswith("broke in “c.”, a hidden check")
    assert limit_text(passed, waits).endswith("broke in “a.”, which did not fail: another check is about it")


def limit_text(*checks: CheckResult) -> str:
    """Return what a report says of the limit of these checks."""
    limited = score(checks, 80)
    file = SubmittedFile("commit.py", "")
    result = Result("0", "scene90", "T", 0, "L3", file, checks, limited.points, limited.max, limit=limited.limit)
    return result.limit_text


def test_worst_property_is_named() -> None:
    """Of several broken properties the worst safety property is named, and a liveness property is none."""
    assert worst_safety_property(["VoteIsDurable", "Progress", "ElectionSafety"]) == "ElectionSafety"
    assert worst_safety_property(["Progress", "MonotonicCommit"]) == ""


SAFETY_CHECKS = """
@check(points=3, safety="VoteIsDurable")
def test_vote(lab):
    "The vote is durable."
    {body}

@check(points=97)
def test_rest(lab):
    "The rest."
"""


@pytest.mark.parametrize(
    ("body", "points"),
    [
        ("raise CheckFailure('it is gone')", 80),
        ("assert lab is None, 'it is gone'", 80),
        ("raise CheckFailure('it is refused', safety='')", 97),
        ("lab.place('S1').call('tryAdvanceCommit')", 97),
        ("raise BudgetExhausted('9 states')", 97),
    ],
)
def test_directed_check_names_its_safety_property(grade_checks: GradeChecks, body: str, points: int) -> None:
    """Only a failure that the check states limits the score, unless it says that it breaks no property."""
    work = submission_with_body("return self.log[7]\n")
    result = grade_checks(SAFETY_CHECKS.format(body=body), work=work).result
    assert result.score == points
    assert sum(result.counted_points.values()) == points
    assert ("VoteIsDurable, a safety property, broke in “The vote is durable.”" in result.limit_text) == (points == 80)


def test_failure_names_another_property_than_its_check(grade_checks: GradeChecks) -> None:
    """A CheckFailure with a property of its own is told by that one."""
    body = "raise CheckFailure('the entry is gone', safety='AckIsDurable')"
    result = grade_checks(SAFETY_CHECKS.format(body=body)).result
    assert result.limit is not None and (result.score, result.limit.property) == (80, "AckIsDurable")


def test_scene_states_its_own_limit(grade_checks: GradeChecks) -> None:
    """[cap] safety in scene.toml replaces 80."""
    result = grade_checks(SAFETY_CHECKS.format(body="raise CheckFailure('no')"), scene_settings="[cap]\nsafety = 60\n")
    assert result.result.score == 60


def test_hidden_check_shows_only_the_property(grade_checks: GradeChecks) -> None:
    """A student reads which property broke in a hidden check, and the number of the check."""
    hidden = SAFETY_CHECKS.format(body="raise CheckFailure('no')")
    told = student_result(grade_checks('@check(points=0)\ndef test_a(lab):\n    """A."""\n', hidden).result)
    assert told.limit is not None and told.limit.check == "hidden_1"
    assert "VoteIsDurable, a safety property, broke in “Hidden check 1”" in told.limit_text
    assert "durable." not in told.limit_text
