"""What a graded test is written with: the `check` decorator, and how a check says what it saw."""

from raftlab.checks.check import check
from raftlab.checks.outcome import Broken, Unknown
from raftlab.checks.placed import entry

__all__ = ["Broken", "Unknown", "check", "entry"]
