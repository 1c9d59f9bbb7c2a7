"""Tries: GeneratorExit out of a handler.

Happens: an exception like any other.
Told: Raised: GeneratorExit
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        raise GeneratorExit
