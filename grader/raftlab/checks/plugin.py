"""The pytest plugin that runs a scene's checks: one lab per test, one verdict per check, no output."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from raftlab.checks.check import Check, get_check
from raftlab.checks.deadline import Deadline
from raftlab.checks.determinism_recheck import recheck_determinism
from raftlab.checks.lab import Lab
from raftlab.checks.reference_hosts import open_reference_hosts
from raftlab.checks.suite import all_prerequisites, is_hidden, run_order, unknown_check_error
from raftlab.checks.verdict import VerdictDetails, decide_verdict, unforeseen_response_verdict
from raftlab.errors import KitError, RaftlabError
from raftlab.kit import Kit, Scene
from raftlab.models import CheckResult, CheckRun, OnProgress, Progress
from raftlab.worker.host import Hosts

BLOCKING_VERDICTS = ("FAIL", "todo", "blocked", "unknown")
"""Verdicts that block what waits for them. Not `error`: the kit's fault costs no one the checks behind it."""
SUBMISSION_CPU_S = 90.0
"""CPU time that a submission's processes may use in one grading: twenty times what right answers need."""


@dataclass(frozen=True)
class RunPlan:
    """What to run. An empty `check_names` runs all checks. `is_quiet` hides what tests print.

    with_prerequisites: also run the checks that `check_names` depend on, so that they can be blocked.
    """

    kit: Kit
    scene: Scene
    check_names: tuple[str, ...]
    hosts: Hosts
    make_lab: Callable[[Hosts], Lab]
    on_progress: OnProgress | None
    is_quiet: bool
    with_prerequisites: bool = False


class ChecksPlugin:
    """Collects checks, runs them in order and keeps the results; `errors` are the kit's own."""

    def __init__(self, plan: RunPlan) -> None:
        self._plan = plan
        self._items: dict[str, list[pytest.Item]] = {}
        self._checks: dict[str, Check] = {}
        self._hidden: set[str] = set()
        self._order: list[str] = []
        self._hosts = plan.hosts
        self._lab: Lab | None = None
        self._error: BaseException | None = None
        self._duration_s = 0.0
        self._deadline: Deadline | None = None
        self.records: dict[str, CheckRun] = {}
        self.errors: list[BaseException] = []

    @pytest.fixture
    def lab(self) -> Iterator[Lab]:
        """Give the test its lab."""
        self._lab = self._plan.make_lab(self._hosts)
        yield self._lab
        self._lab.close()

    # ---- collection --------------------------------------------------------------------------------------------------

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            last = str(report.longrepr).strip().splitlines()[-1]
            self.errors.append(KitError(f"{report.nodeid or self._plan.scene.id}: cannot be collected: {last}"))

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        try:
            self._select_checks(items)
        except RaftlabError as fault:
            self.errors.append(fault)

    def _select_checks(self, items: list[pytest.Item]) -> None:
        for item in items:
            noted = get_check(getattr(item, "function", None))
            if noted is None:
                raise KitError(f"{item.nodeid}: a test without @check; give it points, or move it to the kit's tests")
            known = self._items.setdefault(noted.name, [])
            if known and known[0].path != item.path:
                raise KitError(f"{item.nodeid}: {known[0].nodeid} has the same name; names are one scene's own")
            known.append(item)
            self._checks[noted.name] = noted
            if is_hidden(self._plan.kit, item.path):
                self._hidden.add(noted.name)
        for name in self._plan.check_names:
            if name not in self._checks:
                raise unknown_check_error(self._plan.scene, name, self._checks)
        order = run_order(self._checks, self._hidden)
        wanted = set(self._plan.check_names or order)
        if self._plan.with_prerequisites:
            wanted |= {cause for name in wanted for cause in all_prerequisites(self._checks, name)}
        self._order = [name for name in order if name in wanted]

    # ---- the run -----------------------------------------------------------------------------------------------------

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if not self.errors:
            for name in self._order:
                self.records[name] = self._run_check(name)
                if self._plan.on_progress:
                    last = self.records[name].result
                    self._plan.on_progress(Progress(len(self.records), len(self._order), last))
        return True

    def _run_check(self, name: str) -> CheckRun:
        root = self._blocking_check(self._checks[name])
        if root is not None:
            return CheckRun(self._make_result(name, VerdictDetails("blocked"), "", blocked_by=root))
        if self._cpu_left_s() <= 0:
            reason = f"the processes of the submission have used their {SUBMISSION_CPU_S:.0f} s of CPU: not run"
            return CheckRun(self._make_result(name, VerdictDetails("unknown", reason), ""))
        printed, seeded = "", False
        outlived: tuple[str, ...] = ()
        self._duration_s = 0.0
        judgement = VerdictDetails("ok")
        for item in self._items[name]:
            judgement = self._judge_item(item)
            printed = self._lab.printed if self._lab else ""
            seeded = seeded or (self._lab is not None and self._lab.is_seed_used)
            outlived += self._lab.changed_globals if self._lab else ()
            if judgement.verdict != "ok":
                break
        return CheckRun(self._make_result(name, judgement, printed), judgement.trace, seeded, outlived)

    def _cpu_left_s(self) -> float:
        """Return the CPU time that the submission's processes may still use."""
        return SUBMISSION_CPU_S - float(getattr(self._plan.hosts, "cpu_used_s", 0.0))

    def _judge_item(self, item: pytest.Item) -> VerdictDetails:
        """Run one test. An exception that no one foresaw is the kit's only if the reference meets it too."""
        details = self._run_item(item)
        lab, error, duration_s = self._lab, self._error, self._duration_s
        if (
            details.verdict == "error"
            and error is not None
            and not isinstance(error, RaftlabError)
            and lab is not None
            and lab.last_request is not None  # else no response can be the cause
            and self._reference_passes(item)
        ):
            details = unforeseen_response_verdict(error, lab, self._plan.kit)
        self._lab, self._error, self._duration_s = lab, error, duration_s
        return details

    def _reference_passes(self, item: pytest.Item) -> bool:
        """Tell whether one test does not raise at the reference; a kit without it cannot tell, and says yes."""
        reference = open_reference_hosts(self._plan.kit, self._plan.scene)
        if reference is None:
            return True
        with reference:
            self._hosts = reference
            try:
                return self._run_item(item).verdict != "error"
            finally:
                self._hosts = self._plan.hosts

    def _run_item(self, item: pytest.Item) -> VerdictDetails:
        self._lab = None
        self._error = None
        with contextlib.redirect_stdout(io.StringIO()) if self._plan.is_quiet else contextlib.nullcontext():
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        return decide_verdict(self._error, self._lab, self._plan.kit)

    def _blocking_check(self, check: Check) -> str | None:
        """Return the name of the check at the root of what blocks `check`, None where nothing does."""
        for other in check.depends_on:
            before = self.records.get(other)
            if before is not None and before.result.verdict in BLOCKING_VERDICTS:
                return before.result.blocked_by or other
        return None

    def _make_result(
        self, name: str, details: VerdictDetails, printed: str, blocked_by: str | None = None
    ) -> CheckResult:
        check = self._checks[name]
        helps = details.verdict in ("FAIL", "todo")
        return CheckResult(
            name=name,
            title=check.title,
            verdict=details.verdict,
            points=check.points if details.verdict == "ok" else 0,
            max=check.points,
            seen=details.seen,
            ask=check.ask,
            hint=f"raftlab hint {self._plan.scene.id}" if helps else "",
            paper=check.paper,
            hole=details.hole,
            blocked_by=blocked_by,
            lines=details.lines,
            printed=printed if details.verdict == "FAIL" else "",
            hidden=name in self._hidden,
            duration_s=round(self._duration_s, 3) if blocked_by is None else 0.0,
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        self._duration_s += call.duration
        fault = call.excinfo.value if call.excinfo is not None else None
        if call.when == "call" and self._lab is not None:
            fault = recheck_determinism(self._lab, fault)
        self._error = self._error or fault

    # ---- when it goes on too long, or goes wrong ---------------------------------------------------------------------

    @pytest.hookimpl(optionalhook=True)
    def pytest_timeout_set_timer(self, item: pytest.Item, settings: Any) -> bool:
        """Stop a check that goes on too long as `unknown`."""
        self._deadline = Deadline(min(settings.timeout, max(1.0, self._cpu_left_s())), lambda: self._lab)
        self._deadline.start()
        return True

    @pytest.hookimpl(optionalhook=True)
    def pytest_timeout_cancel_timer(self, item: pytest.Item) -> bool:
        if self._deadline is not None:
            self._deadline.cancel()
        return True

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.errors.insert(0, excinfo.value)

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.errors.append(KitError(f"{self._plan.scene.id}: pytest itself failed: {excinfo.value!r}"))
