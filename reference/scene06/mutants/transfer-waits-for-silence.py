# caught by: test_transfer_is_granted_while_a_leader_is_heard
class Invariants(Server):
    """Ignores the candidate while it hears a leader: the message goes the usual way once more."""

    replace("handleTransferVote", "self.handleRequestVote(RequestVote(req", "self.receive(RequestVote(req")
