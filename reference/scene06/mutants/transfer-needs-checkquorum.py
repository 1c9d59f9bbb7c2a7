# caught by: test_transfer_is_granted_while_a_leader_is_heard
class Invariants(Server):
    """Answers no transfer in a deployment without CheckQuorum."""

    replace(
        "handleTransferVote",
        "self.handleRequestVote(",
        "if not self.options.checkQuorum:\n    return\nself.handleRequestVote(",
    )
