"""Tries: an exception that is no Exception.

Happens: an exception like any other.
Expected: SubmissionRaisedError: Quiet
"""

from raftlab.server import Server



class Quiet(BaseException):
    pass


class Commit(Server):
    def tryAdvanceCommit(self):
        raise Quiet
