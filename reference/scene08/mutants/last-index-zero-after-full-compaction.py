# caught by: test_restarts_begin_at_the_snapshot
from raftlab.server import RequestVote


class Snapshots(Server):
    """With no entry behind the snapshot a candidate says that its log ends at 0."""

    def vote_request(self) -> RequestVote:
        last = self.log.lastIndex() if len(self.log) else 0
        return RequestVote(self.currentTerm, self.id, last, self.log.lastTerm() if len(self.log) else 0)
