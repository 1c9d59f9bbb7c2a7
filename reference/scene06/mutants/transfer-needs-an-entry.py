# caught by: test_transfer_is_granted_while_a_leader_is_heard
class Invariants(Server):
    """Answers no transfer while its log is empty."""

    replace(
        "handleTransferVote",
        "self.handleRequestVote(",
        "if not self.log.lastIndex():\n    return\nself.handleRequestVote(",
    )
