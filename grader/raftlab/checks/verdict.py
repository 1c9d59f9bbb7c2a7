"""From how a test ended to a verdict, and whose fault it was."""

from __future__ import annotations

import linecache
import traceback
from dataclasses import dataclass
from pathlib import Path

import pytest

from raftlab.checks.lab import Lab
from raftlab.checks.outcome import Broken, Unknown
from raftlab.errors import NotDeterministic, Raised, SubmissionFault, Unwritten
from raftlab.kit import Kit
from raftlab.records import Verdict
from raftlab.scenario.check import story
from raftlab.scenario.failure import with_fault
from raftlab.trace import Trace


@dataclass(frozen=True)
class Judgement:
    """A verdict with what is to be told of it."""

    verdict: Verdict
    seen: str = ""
    hole: str | None = None
    lines: tuple[str, ...] = ()
    trace: Trace | None = None


def judge(fault: BaseException | None, lab: Lab | None, kit: Kit) -> Judgement:
    """Return the verdict on a test that ended with `fault`, None for one that returned."""
    if fault is None:
        return Judgement("ok")
    if isinstance(fault, Broken):
        return Judgement("FAIL", fault.seen, trace=fault.trace)
    if isinstance(fault, Unknown):
        return Judgement("unknown", fault.why)
    if isinstance(fault, Unwritten):
        return Judgement("todo", str(fault), hole=fault.hole)
    if isinstance(fault, SubmissionFault):
        return of_fault(fault, lab)
    if isinstance(fault, pytest.fail.Exception):
        return Judgement("FAIL", fault.msg or "")
    if isinstance(fault, AssertionError) and (where := origin(fault, kit)):
        return Judgement("FAIL", str(fault.args[0]) if fault.args else f"not so: {where}")
    return Judgement("error", kits_own(fault, kit))


def of_fault(fault: SubmissionFault, lab: Lab | None) -> Judgement:
    """Return the verdict on a submission that failed. What its run broke before that is told first: it may be why."""
    lines = fault.lines if isinstance(fault, Raised) else ()
    trace = with_fault(fault.trace, fault) if isinstance(fault.trace, Trace) else None
    seen = str(fault) if isinstance(fault, NotDeterministic) else with_event(fault, lab)
    if trace is not None and trace.violations:
        seen = f"{story(trace)}\nthen {seen}"
    return Judgement("FAIL", seen, lines=lines, trace=trace)


def with_event(fault: SubmissionFault, lab: Lab | None) -> str:
    """Return what went wrong and the event that led there."""
    return f"{fault}\nwhile {lab.doing}" if lab is not None and lab.doing else str(fault)


def origin(fault: BaseException, kit: Kit) -> str:
    """Return the source line that raised `fault` where that is a line of the course's tests, else ""."""
    frames = traceback.extract_tb(fault.__traceback__)
    last = frames[-1] if frames else None
    if last is None or not any(Path(last.filename).is_relative_to(tree) for tree in (kit.labs, kit.reference)):
        return ""
    return linecache.getline(last.filename, last.lineno or 0).strip()


def kits_own(fault: BaseException, kit: Kit) -> str:
    """Return a fault of the kit in one line: what, and where in the kit."""
    where = ""
    for frame in traceback.extract_tb(fault.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(kit.root):
            where = f" ({path.relative_to(kit.root)}:{frame.lineno})"
    text = str(fault).partition("\n")[0]
    return f"{type(fault).__name__}: {text}{where}"
