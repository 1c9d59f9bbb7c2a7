"""Tries: to reverse what is read with bidirectional controls.

Happens: shown spelled out.
Expected: SubmissionRaisedError: ValueError
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        raise ValueError("\u202e\u2066 0 points \u2069\u200b\ufeff")
