"""What a graded test is written with: the `check` decorator, and how a check says what it saw."""

from raftlab.checks.check import check
from raftlab.checks.exceptions import BudgetExhausted, CheckFailure
from raftlab.checks.placed_server import entry

__all__ = ["BudgetExhausted", "CheckFailure", "check", "entry"]
