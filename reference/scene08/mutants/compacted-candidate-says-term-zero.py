# caught by: test_restarts_begin_at_the_snapshot
from raftlab.server import RequestVote


class Snapshots(Server):
    """A candidate with no entry behind its snapshot says that its last term is 0: nobody with an entry votes for it."""

    def vote_request(self) -> RequestVote:
        term = self.log.lastTerm() if len(self.log) else 0
        return RequestVote(self.currentTerm, self.id, self.log.lastIndex(), term)
