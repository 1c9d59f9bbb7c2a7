"""Tries: to import inside a handler, by a name made at run time.

Happens: refused when it runs.
Expected: SubmissionRejectedError: commit.py line \d+: import socket is not available
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        __import__("soc" + "ket")
