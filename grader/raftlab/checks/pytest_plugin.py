"""The pytest plugin that runs a scene's checks: one lab per test, one verdict per check, no output."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from raftlab.checks.blocking_checks import find_blocking_check, find_cause, find_failed_cause
from raftlab.checks.check_deadline import Deadline
from raftlab.checks.check_decorator import Check, get_check, is_in_kit
from raftlab.checks.check_hooks import empty_report
from raftlab.checks.check_run_settings import CheckRunPlan
from raftlab.checks.check_suite import all_prerequisites, checks_run_before, is_hidden, run_order, unknown_check_error
from raftlab.checks.check_verdict import VerdictDetails, decide_verdict, unforeseen_response_verdict
from raftlab.checks.determinism_check import check_determinism_before_verdict
from raftlab.checks.earlier_check_failures import (
    EarlierCheckFailures,
    checks_by_property,
    find_earlier_check_failures,
    worst_safety_property,
)
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.parallel_checks import RunCheckRequest, fork_processes, run_side_by_side
from raftlab.checks.reference_hosts import open_reference_hosts
from raftlab.checks.violation_questions import property_question
from raftlab.errors import KitError, RaftlabError
from raftlab.grader_process_limits import collect_where_memory_is_low
from raftlab.grading_models import CheckResult, Progress, TracedCheck
from raftlab.worker.worker_hosts import WorkerHosts

SUBMISSION_CPU_S = 90.0
"""CPU time of a submission's processes in one grading, unless scene.toml has another: [limits] submission_cpu_s."""


class ChecksPlugin:
    """Collects checks, runs them in order and keeps the results; `errors` are the kit's own."""

    def __init__(self, plan: CheckRunPlan) -> None:
        self._plan = plan
        self._items: dict[str, list[pytest.Item]] = {}
        self._checks: dict[str, Check] = {}
        self._hidden: set[str] = set()
        self._order: list[str] = []
        self._judges = checks_by_property(plan.scene)
        self._hosts = plan.hosts
        self._earlier_failures = EarlierCheckFailures()
        self._lab: Lab | None = None
        self._error: BaseException | None = None
        self._duration_s = 0.0
        self._submission_cpu_s = float(plan.scene.settings.get("limits", {}).get("submission_cpu_s", SUBMISSION_CPU_S))
        self._cpu_limit_s = self._submission_cpu_s
        self._deadline: Deadline | None = None
        self.records: dict[str, TracedCheck] = {}
        self.errors: list[BaseException] = []

    @pytest.fixture
    def lab(self) -> Iterator[Lab]:
        """Give the test its lab."""
        self._lab = self._plan.make_lab(self._hosts, self._earlier_failures)
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
            if not is_in_kit(noted, self._plan.kit):
                continue
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
        order = run_order(self._checks, self._hidden, self._judges)
        wanted = set(self._plan.check_names or order)
        if self._plan.with_prerequisites:
            wanted |= {cause for name in wanted for cause in all_prerequisites(self._checks, name, self._judges)}
        self._order = [name for name in order if name in wanted]

    # ---- the run -----------------------------------------------------------------------------------------------------

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if self.errors:
            return True
        if (hosts := self._plan.hosts_for_two) is not None:
            self._run_side_by_side(hosts)
            return True
        for name in self._order:
            used_s = self._submission_cpu_s - self._cpu_left_s()
            self.keep_result(self.skip_check(name, used_s) or self._run_check(name))
            if self._plan.is_enough and self._plan.is_enough(self.records[name]):
                break
        return True

    def _run_side_by_side(self, hosts: WorkerHosts) -> None:
        """Run the checks in two processes. The results are those of one process, in its order."""
        after = {each: {*checks_run_before(self._checks[each], self._judges)} & {*self._order} for each in self._order}
        slow = {name for name in self._order if self._checks[name].about is not None}
        try:
            with fork_processes(self._run_ordered, hosts) as processes:
                self.records = run_side_by_side(self._order, after, slow, self, processes, self._submission_cpu_s)
        except RaftlabError as error:
            self.errors.append(error)

    def _run_ordered(self, order: RunCheckRequest, hosts: WorkerHosts) -> TracedCheck:
        """Run one check in a forked process."""
        self.records |= {result.name: TracedCheck(result) for result in order.results}
        self._plan, self._hosts = replace(self._plan, hosts=hosts), hosts
        self._cpu_limit_s = hosts.cpu_used_s + order.cpu_left_s
        return self._run_check(order.name)

    def keep_result(self, run: TracedCheck) -> None:
        """Keep the result of a check, and show the progress."""
        self.records[run.result.name] = run
        if self._plan.on_progress:
            self._plan.on_progress(Progress(len(self.records), len(self._order), run.result))

    def skip_check(self, name: str, cpu_used_s: float) -> TracedCheck | None:
        """Return the result of a check that waits, or for which no CPU time is left; None if it must run."""
        self._duration_s = 0.0
        check = self._checks[name]
        root = self._blocking_check(check, ("FAIL", "todo") if check.can_fail_early else ("FAIL",))
        if root is not None:
            return TracedCheck(self._make_result(name, VerdictDetails("blocked", blocked_by=root), ""))
        if cpu_used_s >= self._submission_cpu_s:
            reason = f"the processes of the submission have used their {self._submission_cpu_s:.0f} s of CPU: not run"
            return TracedCheck(self._make_result(name, VerdictDetails("unknown", reason), ""))
        return None

    def _run_check(self, name: str) -> TracedCheck:
        if not self._plan.ignores_prerequisites:
            self._earlier_failures = find_earlier_check_failures(
                self._checks[name],
                self._judges,
                partial(find_cause, self.records),
                partial(find_failed_cause, self.records),
            )
        printed, seeded = "", False
        outlived: tuple[str, ...] = ()
        varying: tuple[str, ...] = ()
        self._duration_s = 0.0
        judgement = VerdictDetails("ok")
        broken: tuple[str, ...] = ()
        for item in self._items[name]:
            judgement = self._judge_item(item)
            printed = self._lab.printed if self._lab else ""
            seeded = seeded or (self._lab is not None and self._lab.is_seed_used)
            outlived += self._lab.changed_globals if self._lab else ()
            varying += self._lab.varying_attributes if self._lab else ()
            broken += self._lab.broken_properties if self._lab else ()
            if judgement.verdict != "ok":
                break
        judgement = replace(judgement, safety=self._broken_safety(name, judgement, broken))
        known = self._earlier_failures
        cause = known.first_cause if seeded else known.failed_prerequisite
        if cause and judgement.verdict in ("FAIL", "unknown"):
            judgement = VerdictDetails("blocked", blocked_by=cause, safety=judgement.safety)
        if judgement.verdict != "FAIL" and (root := self._blocking_check(self._checks[name])) is not None:
            judgement = VerdictDetails("blocked", blocked_by=root)  # it could only fail
        return TracedCheck(self._make_result(name, judgement, printed), judgement.trace, seeded, outlived, varying)

    def _broken_safety(self, name: str, details: VerdictDetails, broken_properties: tuple[str, ...]) -> str:
        """Return the safety property that broke in the check; "" if none did.

        A submission that raises breaks only what its run broke before.
        """
        named = self._checks[name].safety if details.safety is None else details.safety
        return named or worst_safety_property(broken_properties)

    def _cpu_left_s(self) -> float:
        """Return the CPU time that the submission's processes may still use."""
        return self._cpu_limit_s - float(getattr(self._plan.hosts, "cpu_used_s", 0.0))

    def _judge_item(self, item: pytest.Item) -> VerdictDetails:
        """Run one test. An unexpected exception is an error of the kit only if the reference causes it too."""
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
        """Return whether one test raises nothing on the reference; True in a kit without the reference."""
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
        self._lab = self._error = None
        collect_where_memory_is_low()  # what the check before left is held by nothing any more
        with contextlib.redirect_stdout(io.StringIO()) if self._plan.is_quiet else contextlib.nullcontext():
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        return decide_verdict(self._error, self._lab, self._plan.kit)

    def _blocking_check(self, check: Check, harmless: tuple[str, ...] = ("FAIL",)) -> str | None:
        """Return the check that blocks `check`; see `find_blocking_check`."""
        return None if self._plan.ignores_prerequisites else find_blocking_check(check, self.records, harmless)

    def _make_result(self, name: str, details: VerdictDetails, printed: str) -> CheckResult:
        check = self._checks[name]
        blocked_by = details.blocked_by
        helps = details.verdict in ("FAIL", "todo")
        return CheckResult(
            name=name,
            title=check.title,
            verdict=details.verdict,
            points=check.points if details.verdict == "ok" else 0,
            max=check.points,
            seen=details.seen,
            ask=property_question(details.trace, check.ask, "" if check.safety else details.safety or ""),
            hint=f"raftlab hint {self._plan.scene.id}" if helps else "",
            paper=check.paper,
            hole=details.hole,
            blocked_by=blocked_by,
            lines=details.lines,
            printed=printed if details.verdict == "FAIL" else "",
            hidden=name in self._hidden,
            duration_s=round(self._duration_s, 3) if blocked_by is None else 0.0,
            safety=details.safety or "",
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Keep the error of the check. Nobody reads pytest's text of it, which costs memory and time: make none."""
        self._duration_s += call.duration
        fault = call.excinfo.value if call.excinfo is not None else None
        if call.when == "call" and self._lab is not None:
            fault = check_determinism_before_verdict(self._lab, fault)
        self._error = self._error or fault
        return empty_report(item, call)

    # ---- when it goes on too long, or goes wrong ---------------------------------------------------------------------

    @pytest.hookimpl(optionalhook=True)
    def pytest_timeout_set_timer(self, item: pytest.Item, settings: Any) -> bool:
        """Stop a check that goes on too long as `unknown`."""
        limit_s = min(settings.timeout, max(1.0, self._cpu_left_s()))
        self._deadline = Deadline(limit_s, lambda: self._lab, settings.timeout)
        self._deadline.start()
        return True

    @pytest.hookimpl(optionalhook=True)
    def pytest_timeout_cancel_timer(self, item: pytest.Item) -> bool:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        return True

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.errors.insert(0, excinfo.value)

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.errors.append(KitError(f"{self._plan.scene.id}: pytest itself failed: {excinfo.value!r}"))
