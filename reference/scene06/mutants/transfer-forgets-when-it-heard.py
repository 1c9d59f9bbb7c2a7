# caught by: test_event_changes_only_what_it_is_about
class Invariants(Server):
    """After a request with the transfer flag it votes for who disturbs its leader."""

    replace("handleTransferVote", "self.handleRequestVote(", "self.heardAt = None\nself.handleRequestVote(")
