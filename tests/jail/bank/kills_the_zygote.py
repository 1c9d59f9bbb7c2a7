"""Tries: to end the process that forks the workers.

Happens: kill is refused.
Expected: PermissionError
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        os.kill(os.getppid() if hasattr(os, "getppid") else 1, 9)
        print("BREACH")
