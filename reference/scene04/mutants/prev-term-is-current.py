# caught by: test_append_follows_next_index
class Replication(Server):
    """Sends its own term for that of the entry at prevLogIndex."""

    replace("append_request", "prevLogTerm=self.log.term(prev),", "prevLogTerm=self.currentTerm if prev else 0,")
