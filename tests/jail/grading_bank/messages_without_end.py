"""Tries: to fill the grader's memory: whatever arrives is answered by another request, never the same.

Happens: events and messages are counted: the check does not pass, and the grader stays small.
Checks: test_partition_and_recover
Expected: FAIL unknown
"""

from raftlab.server import RequestVote


class Commit(Right):
    asked = 0

    def handleRequestVoteReply(self, reply):
        super().handleRequestVoteReply(reply)
        for _ in range(100):
            self.asked += 1
            self.send(reply.voterId, RequestVote(self.currentTerm, self.id, self.asked, 0))
