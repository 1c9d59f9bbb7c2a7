"""Tries: to fill the network: whatever arrives is answered by another request, never the same.

Happens: a check ends as unknown after so many events, and the messages of one event are counted.
Expected: nothing
"""

from raftlab.server import RequestVote, Server


class Commit(Server):
    def tryAdvanceCommit(self):
        for number in range(200):
            self.send("S2", RequestVote(self.currentTerm + number, self.id, number, 0))
        return False
