# caught by: test_hint_is_below_the_refused
class Replication(Server):
    """A follower with a short log hints at the refused index plus one: the leader gets nowhere by it."""

    def conflictHint(self, req: AppendEntries) -> tuple[int, int]:
        return (self.log.term(min(req.prevLogIndex, self.log.lastIndex())), req.prevLogIndex + 1)
