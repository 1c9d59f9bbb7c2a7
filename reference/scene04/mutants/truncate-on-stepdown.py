# caught by: test_entries_go_only_by_conflict
class Replication(Server):
    """Drops the uncommitted tail on learning of a newer term, acknowledged or not."""

    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.log.truncateFrom(self.commitIndex + 1)
        super().becomeFollower(term)
