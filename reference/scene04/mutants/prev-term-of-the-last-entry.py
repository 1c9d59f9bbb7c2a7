# caught by: test_append_follows_next_index
class Replication(Server):
    """Sends the term of its last entry for that of the entry at prevLogIndex."""

    replace("append_request", "prevLogTerm=self.log.term(prev),", "prevLogTerm=self.log.lastTerm() if prev else 0,")
