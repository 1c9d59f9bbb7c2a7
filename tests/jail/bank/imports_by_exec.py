"""Tries: to hide an import in a string.

Happens: the same function imports.
Expected: SubmissionRejectedError: commit.py line \d+: import os is not available|SubmissionRaisedError
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        exec("import os")
