"""Tries: to end the grader itself.

Happens: kill is refused.
Expected: PermissionError|ProcessLookupError
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        os.kill(@GRADER@, 9)
        print("BREACH")
