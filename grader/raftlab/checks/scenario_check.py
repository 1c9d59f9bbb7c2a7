"""A scenario file as a check: it runs each ending and reports a failure with its trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from raftlab.checks import BudgetExhausted, CheckFailure
from raftlab.errors import SubmissionError
from raftlab.scenario.failure_text import failure_text
from raftlab.scenario.language import Scenario, read_scenario
from raftlab.scenario.runner import Runner
from raftlab.scenario.trace_failure import with_error, with_failed_line
from raftlab.trace import Trace

if TYPE_CHECKING:
    from raftlab.checks.lab import Lab


def run_scenario(lab: Lab, file: str, fork: str | None = None) -> tuple[Trace, ...]:
    """Run `file` of the lab's scene with the ending `fork`, or with each of its endings; return the traces.

    CheckFailure, with the trace, if a property breaks, a step cannot be done, or an expectation fails. BudgetExhausted
    if none of that is seen, but a property of one ending could not be judged.
    """
    scenario = find_scenario(lab, file)
    forks: list[str | None] = [fork] if fork else [each.name for each in scenario.forks]
    traces: list[Trace] = []
    budget_errors: list[BudgetExhausted] = []
    for each in forks or [None]:
        try:
            traces.append(run_fork(lab, scenario, each))
        except BudgetExhausted as error:
            if lab.stop_error is not None:
                raise
            budget_errors.append(error)
    if budget_errors:
        raise budget_errors[0]
    return tuple(traces)


def find_scenario(lab: Lab, file: str) -> Scenario:
    """Return the scenario `file` of the scene: a public one, or a hidden one of the reference."""
    for folder in (lab.scene.folder / "scenarios", lab.kit.reference / lab.scene.id / "scenarios"):
        if (folder / file).is_file():
            return read_scenario(folder / file)
    return read_scenario(lab.scene.folder / "scenarios" / file)


def run_fork(lab: Lab, scenario: Scenario, fork: str | None) -> Trace:
    """Run one ending; return its trace, or raise CheckFailure; BudgetExhausted where a property could not be judged."""
    runner = Runner(lab.open_host(), lab.codec, scenario, lab.scene.id, lab.seed if scenario.is_random else 0)
    try:
        runner.run(fork)
    except SubmissionError as fault:
        fault.trace = with_error(runner.trace(), fault)
        raise
    trace = with_failed_line(runner.trace(), runner.failed_lines, scenario.file)
    seen = failure_text(trace, tuple(runner.failed_lines), scenario.file)
    if seen is not None:
        raise CheckFailure(seen, trace=trace)
    if trace.undecided:
        raise BudgetExhausted(trace.undecided)
    return trace
