"""Tries: more memory and CPU time.

Happens: setrlimit is refused.
Expected: PermissionError|ValueError
"""

from collections import _sys as sys

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        limits = sys.modules["resource"]
        limits.setrlimit(limits.RLIMIT_CPU, (10**6, 10**6))
        print("BREACH")
