# caught by: test_voters_keep_their_promise
class Reads(Server):
    """Votes for others while it leads with a lease."""

    def hearsLeader(self) -> bool:
        return self.role != LEADER and super().hearsLeader()
