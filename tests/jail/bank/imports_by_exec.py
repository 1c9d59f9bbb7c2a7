"""Tries: to hide an import in a string.

Happens: the same function imports.
Told: Rejected: commit.py line \d+: import os is not available|Raised
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        exec("import os")
