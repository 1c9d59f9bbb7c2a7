"""The names that graded tests import: the `check` decorator, and the exceptions that report what a check saw."""

from raftlab.checks.check_decorator import check
from raftlab.checks.check_exceptions import BudgetExhausted, CheckFailure
from raftlab.checks.placed_server import entry

__all__ = ["BudgetExhausted", "CheckFailure", "check", "entry"]
