# caught by: test_event_changes_only_what_it_is_about
class Reads(Server):
    """Restarts its election timer when a client reads."""

    replace(
        "handleRead",
        "self.send(self.leaderId, ReadIndex(self.currentTerm, self.id, client, sequence))",
        "self.send(self.leaderId, ReadIndex(self.currentTerm, self.id, client, sequence))\nself.resetElectionTimer()",
    )
