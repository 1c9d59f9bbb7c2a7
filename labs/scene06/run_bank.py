"""The bank of recorded runs, and the three ways in which a predicate can be wrong on one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import cycle
from pathlib import Path

import msgspec

from raftlab.checks import CheckFailure
from raftlab.checks.check_context import CheckContext
from raftlab.checks.placed_server import PlacedServer
from raftlab.checks.recorded_runs import find_violation, history_of_trace, read_recorded_runs, trace_for_property
from raftlab.checks.worker_request_text import value_text
from raftlab.cluster_history import History
from raftlab.labs.scene06.relabelled_runs import STYLES, RelabelledHistory, command_by_value
from raftlab.trace import RunFailure, Trace, Violation

METHODS = {
    "ElectionSafety": "electionSafety",
    "LeaderAppendOnly": "leaderAppendOnly",
    "LogMatching": "logMatching",
    "LeaderCompleteness": "leaderCompleteness",
    "StateMachineSafety": "stateMachineSafety",
}
"""By property: the method that judges it."""

PLAIN_RUNS = {
    "ElectionSafety": ("two-votes", "two-leaders-two-terms"),
    "LeaderAppendOnly": ("leader-drops-its-tail", "three-commands"),
    "LogMatching": ("same-index-same-term", "append-that-is-refused"),
    "LeaderCompleteness": ("two-copies-promised", "two-copies-not-promised"),
    "StateMachineSafety": ("two-copies-promised", "two-copies-not-promised"),
}
"""By property: the simplest run that breaks it, and the simplest that obeys it. Who sees no difference sees nothing."""

LEGAL_IN_DISGUISE = ("votes-of-two-terms", "figure8-three-kept")
"""The runs that obey each property and are judged in disguise too."""


@dataclass(frozen=True)
class BankRun:
    """One recorded run as a question about one property. `violation` is where it first breaks it; None: nowhere.

    is_disguised: `history` shows the run in disguise, with the steps of that; `trace` is the run itself.
    """

    name: str
    trace: Trace
    history: History
    property: str
    violation: Violation | None
    is_disguised: bool = False

    @property
    def first_step(self) -> int | None:
        """Return the step after which the property is first broken; None if it never is."""
        return self.violation.step if self.violation is not None else None


@cache
def read_bank(folder: Path) -> tuple[tuple[str, Trace, History], ...]:
    """Return the runs of a folder with their histories, the shortest first."""
    runs = read_recorded_runs(folder)
    bank = [(name, trace, history_of_trace(name, trace)) for name, trace in runs.items()]
    return tuple(sorted(bank, key=lambda run: (len(run[1].events), run[0])))


def bank_runs(lab: CheckContext, property_name: str, *, hidden: bool = False) -> Iterator[BankRun]:
    """Yield the public runs, or the hidden ones, as questions about a property; the shortest first."""
    folder = lab.kit.reference / lab.scene.id if hidden else lab.scene.folder
    for name, trace, history in read_bank(folder / "runs"):
        yield BankRun(name, trace, history, property_name, find_violation(trace, property_name))


def disguised_runs(lab: CheckContext, property_name: str) -> Iterator[BankRun]:
    """Yield runs in disguise: the shortest that break a property, one for each style of commands, and legal ones.

    All that break it follow in a disguise that holds the same entries in every log of the same terms.
    """
    runs = sorted(
        (run for hidden in (False, True) for run in bank_runs(lab, property_name, hidden=hidden)),
        key=lambda run: len(run.history.steps),
    )
    broken = [run for run in runs if run.violation is not None][: len(STYLES)]
    legal = [run for run in runs if run.violation is None and run.name in LEGAL_IN_DISGUISE]
    for run, style in zip([*broken, *legal], cycle(STYLES), strict=False):
        yield disguise_run(run, RelabelledHistory(run.history, style, run.first_step or len(run.history.steps)))
    for run in (each for each in runs if each.violation is not None):
        yield disguise_run(run, RelabelledHistory(run.history, command_by_value, run.first_step or 1, is_shuffled=True))


def disguise_run(run: BankRun, disguise: RelabelledHistory) -> BankRun:
    """Return the run in disguise, as a question about the same property."""
    violation = run.violation
    if violation is not None:
        seen = f"it is step {violation.step} of run {run.name}: {violation.seen}"
        violation = msgspec.structs.replace(violation, step=disguise.step_number(violation.step), seen=seen)
    history = disguise.disguised()
    return replace(run, name=history.name, history=history, violation=violation, is_disguised=True)


def call_predicate(server: PlacedServer, run: BankRun) -> int | None:
    """Return what the submission's predicate says of a run. CheckFailure for another type, or if the server changes."""
    method, before = METHODS[run.property], server.observation
    step = server.judge(method, run.history)
    answer = step.result
    if step.effects or step.observation != before:
        seen = f"{method} judged run {run.name} and changed the server that it ran on; it reads the history alone."
        raise CheckFailure(seen, trace_for_property(run.trace, run.property, None))
    if answer is None or (isinstance(answer, int) and not isinstance(answer, bool)):
        return answer
    seen = f"{method} returned {value_text(answer):.60} for run {run.name}; it returns the number of a step, or None."
    raise CheckFailure(seen, trace_for_property(run.trace, run.property, None))


# ---- the four checks of a predicate ----------------------------------------------------------------------------------


def check_violations_seen(lab: CheckContext, property_name: str) -> None:
    """CheckFailure for the first run that breaks the property and passes, or a simple legal run that does not."""
    _, legal = PLAIN_RUNS[property_name]
    runs = bank_runs(lab, property_name)
    check_runs(
        lab,
        [run for run in runs if run.violation is not None or run.name == legal],
        missed_violation_text,
        false_alarm_text,
    )


def check_violation_steps(lab: CheckContext, property_name: str) -> None:
    """CheckFailure for the first run that breaks the property at another step than the predicate says."""
    check_simplest_run(lab, property_name)
    check_runs(lab, bank_runs(lab, property_name), wrong_step_text)


def check_legal_runs(lab: CheckContext, property_name: str) -> None:
    """CheckFailure for the first run that obeys the property and is accused."""
    check_simplest_run(lab, property_name)
    check_runs(lab, bank_runs(lab, property_name), false_alarm_text)


def check_hidden_runs(lab: CheckContext, property_name: str) -> None:
    """CheckFailure for the first hidden run, or run in disguise, on which the predicate is wrong."""
    check_simplest_run(lab, property_name)
    check_runs(
        lab, bank_runs(lab, property_name, hidden=True), missed_violation_text, wrong_step_text, false_alarm_text
    )
    check_runs(lab, disguised_runs(lab, property_name), missed_violation_text, wrong_step_text, false_alarm_text)


def check_simplest_run(lab: CheckContext, property_name: str) -> None:
    """CheckFailure for a predicate that does not see the simplest broken run: it never accuses anybody."""
    broken, _ = PLAIN_RUNS[property_name]
    check_runs(lab, [run for run in bank_runs(lab, property_name) if run.name == broken], missed_violation_text)


def check_runs(lab: CheckContext, runs: Iterable[BankRun], *mistakes: Callable[[BankRun, int | None], str]) -> None:
    """Ask about each run. CheckFailure, with the run drawn, for the first on which one of the mistakes was made."""
    server = lab.place("S1", cluster=1)
    for run in runs:
        answer = call_predicate(server, run)
        for seen in filter(None, (mistake(run, answer) for mistake in mistakes)):
            raise CheckFailure(seen, answered_trace(run, answer, seen))


def answered_trace(run: BankRun, answer: int | None, text: str) -> Trace:
    """Return the run with the step that a failure is about: where the property breaks, else the one in the answer."""
    if run.is_disguised:
        return run.trace
    is_step = answer is not None and 1 <= answer <= len(run.trace.events)
    failure = RunFailure(text, answer) if run.violation is None and is_step and answer is not None else None
    return trace_for_property(run.trace, run.property, failure)


# ---- the three mistakes ----------------------------------------------------------------------------------------------


def missed_violation_text(run: BankRun, answer: int | None) -> str:
    """Return what to say if the predicate lets a run pass that breaks the property, else ""."""
    if run.violation is None or answer is not None:
        return ""
    return f"Run {run.name}: {METHODS[run.property]} returned None. {violation_text(run.violation)}"


def false_alarm_text(run: BankRun, answer: int | None) -> str:
    """Return what to say if the predicate finds fault with a run that obeys the property, else ""."""
    if run.violation is not None or answer is None:
        return ""
    event = event_text(run, answer)
    return (
        f"Run {run.name} obeys the property in all {len(run.history.steps)} steps. {answer_text(run, answer)}{event}."
    )


def wrong_step_text(run: BankRun, answer: int | None) -> str:
    """Return what to say if the predicate names another step than the first that breaks the property, else ""."""
    if run.violation is None or answer is None or answer == run.violation.step:
        return ""
    return f"Run {run.name}: {answer_text(run, answer)}{event_text(run, answer)}. {violation_text(run.violation)}"


def answer_text(run: BankRun, answer: int) -> str:
    """Return what the predicate returned, in words."""
    return f"{METHODS[run.property]} returned {answer}"


def event_text(run: BankRun, step: int) -> str:
    """Return what happens in a step, in brackets; "" for a step that the run does not have."""
    return f" ({run.history.steps[step - 1].event})" if 1 <= step <= len(run.history.steps) else ", which is no step"


def violation_text(violation: Violation) -> str:
    """Return where a run breaks a property, in words."""
    return f"It first breaks the property at step {violation.step}: {violation.seen}"
