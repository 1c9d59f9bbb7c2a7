"""Tries: an exception whose text raises.

Happens: it is told without its text.
Expected: SubmissionRaisedError: Loud
"""

from raftlab.server import Server



class Loud(Exception):
    def __str__(self):
        raise SystemExit


class Commit(Server):
    def tryAdvanceCommit(self):
        raise Loud
