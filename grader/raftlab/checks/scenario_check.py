"""A scenario file as a check: it runs each ending and reports a failure with its trace."""

from __future__ import annotations

from raftlab.checks import BudgetExhausted, CheckFailure
from raftlab.checks.check_context import CheckContext
from raftlab.errors import SubmissionError
from raftlab.scenario.failure_text import failure_text
from raftlab.scenario.language import read_scenario
from raftlab.scenario.parsed_scenario import Scenario
from raftlab.scenario.runner import FailedLine, Runner
from raftlab.scenario.trace_with_failure import with_error, with_failed_line
from raftlab.trace import Trace, Violation


def run_scenario(
    lab: CheckContext, file: str, fork: str | None = None, *, has_endings: bool = True, front_layer: str = ""
) -> tuple[Trace, ...]:
    """Run `file` of the lab's scene with the ending `fork`, with each of its endings, or with none; return the traces.

    CheckFailure, with the trace, if a property breaks, a step cannot be done, or an expectation fails. CheckWaits if
    that happens after the run has broken a property whose check is red; if nothing else happens, it passes.
    BudgetExhausted if none of that is seen, but a property of one ending could not be judged.
    """
    scenario = find_scenario(lab, file)
    forks: list[str | None] = [fork] if fork else [each.name for each in scenario.forks if has_endings]
    traces: list[Trace] = []
    budget_errors: list[BudgetExhausted] = []
    for each in forks or [None]:
        try:
            traces.append(run_scenario_ending(lab, scenario, each, front_layer))
        except BudgetExhausted as error:
            if lab.stop_error is not None:
                raise
            budget_errors.append(error)
    if budget_errors:
        raise budget_errors[0]
    return tuple(traces)


def raise_if_judged_elsewhere(
    lab: CheckContext, violations: tuple[Violation, ...], failed_lines: list[FailedLine] | None = None
) -> bool:
    """Raise CheckWaits if a red check judges the property that broke first, and this check fails after that.

    failed_lines: the expectations that failed; None: the run ended in an error. Return whether a red check judges what
    came first, and everything that this check is about still holds.
    """
    lab.record_violations(violations)
    known = lab.earlier_failures
    foreign = known.foreign_violation(violations)
    if foreign is None or any(line.step < foreign.step for line in failed_lines or ()):
        return False
    if failed_lines == [] and not known.breaks_own(violations):
        return True
    raise known.wait_for_judge(foreign)


def find_scenario(lab: CheckContext, file: str) -> Scenario:
    """Return the scenario `file` of the scene: a public one, or a hidden one of the reference."""
    for folder in (lab.scene.folder / "scenarios", lab.kit.reference / lab.scene.id / "scenarios"):
        if (folder / file).is_file():
            return read_scenario(folder / file)
    return read_scenario(lab.scene.folder / "scenarios" / file)


def run_scenario_ending(lab: CheckContext, scenario: Scenario, fork: str | None, front_layer: str = "") -> Trace:
    """Run one ending; return its trace, or raise CheckFailure; BudgetExhausted where a property could not be judged.

    Where the cluster runs by itself the drawn delays are those of `raftlab replay`, on every seed of the grading:
    what a wrong server loses here does not depend on the seed.
    """
    runner = Runner(lab.open_host(front_layer), lab.codec, scenario, lab.scene.id, seed=0)
    try:
        runner.run(fork)
    except SubmissionError as fault:
        fault.trace = with_error(runner.trace(), fault)
        raise_if_judged_elsewhere(lab, fault.trace.violations)
        raise
    trace = with_failed_line(runner.trace(), runner.failed_lines, scenario.file)
    foreign = raise_if_judged_elsewhere(lab, trace.violations, runner.failed_lines)
    if foreign:
        return trace
    seen = failure_text(trace, tuple(runner.failed_lines), scenario.file)
    if seen is not None:
        raise CheckFailure(seen, trace=trace)
    if trace.undecided:
        raise BudgetExhausted(trace.undecided)
    return trace
