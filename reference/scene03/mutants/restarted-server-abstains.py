# caught by: test_free_vote_is_granted
class Election(Server):
    """After a restart it gives no vote in the term that it finds on its disk: it may have given one."""

    def started(self) -> None:
        super().started()
        self.found_term = self.currentTerm
        self.resetElectionTimer()

    replace(
        "handleRequestVote",
        "free = self.votedFor is None",
        """woke_here = self.currentTerm == getattr(self, 'found_term', 0)
free = (self.votedFor is None and not woke_here)""",
    )
