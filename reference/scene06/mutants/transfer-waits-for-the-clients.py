# caught by: test_transfer_is_granted_while_a_leader_is_heard
class Invariants(Server):
    """A leader whose clients wait does not answer the server to which it hands over."""

    replace("handleTransferVote", "self.handleRequestVote(", "if self.waiting:\n    return\nself.handleRequestVote(")
