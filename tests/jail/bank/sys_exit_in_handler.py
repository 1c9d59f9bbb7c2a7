"""Tries: SystemExit in a handler.

Happens: an exception like any other.
Expected: SubmissionRaisedError: SystemExit
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        raise SystemExit(0)
