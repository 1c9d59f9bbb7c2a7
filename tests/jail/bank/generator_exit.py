"""Tries: GeneratorExit out of a handler.

Happens: an exception like any other.
Expected: SubmissionRaisedError: GeneratorExit
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        raise GeneratorExit
