# caught by: test_event_changes_only_what_it_is_about
class Invariants(Server):
    """Each request with the transfer flag restarts the election timer, also one that is refused."""

    replace("handleTransferVote", "self.handleRequestVote(", "self.resetElectionTimer()\nself.handleRequestVote(")
