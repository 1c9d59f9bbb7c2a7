"""The pytest hooks around each check: they start and end the grader's limits, and make no report of an error."""

from __future__ import annotations

from collections.abc import Generator
from traceback import clear_frames

import pytest

from raftlab.grader_process_limits import adjust_running_checks


class LimitScopePlugin:
    """Lets the grader's limits stop a check, but never pytest's own work around it."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Count the check; free what it had in memory when that was full: the verdict needs some."""
        adjust_running_checks(1)
        try:
            return (yield)
        except MemoryError as error:
            clear_frames(error.__traceback__)
            raise
        finally:
            adjust_running_checks(-1)


def empty_report(item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
    """Return pytest's report of a part of a check without its text: nobody reads it, and it costs memory and time."""
    assert call.when != "collect"
    return pytest.TestReport(
        item.nodeid, item.location, {}, "passed" if call.excinfo is None else "failed", None, call.when
    )
