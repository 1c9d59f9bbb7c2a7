"""Tries: to make the grader believe that Ctrl-C was pressed.

Happens: an exception like any other.
Expected: SubmissionRaisedError: KeyboardInterrupt
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        raise KeyboardInterrupt
