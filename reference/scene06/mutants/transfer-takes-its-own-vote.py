# caught by: test_transfer_gets_no_second_vote
class Invariants(Server):
    """A follower that was a candidate of the term takes its own vote back for a transfer."""

    replace(
        "handleTransferVote",
        "self.handleRequestVote(",
        "if self.votedFor == self.id and self.role == 'follower':\n    self.votedFor = None\nself.handleRequestVote(",
    )
