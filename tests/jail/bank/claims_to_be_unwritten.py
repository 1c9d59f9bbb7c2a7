"""Tries: NotImplementedError everywhere, to be asked no more.

Happens: each check is 'todo', which earns nothing.
Expected: UnwrittenHoleError
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        raise NotImplementedError

    def truncateConflicts(self, req):
        raise NotImplementedError

    def advanceFollowerCommit(self, req):
        raise NotImplementedError

    def answerClients(self):
        raise NotImplementedError
