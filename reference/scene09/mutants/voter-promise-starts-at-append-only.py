# caught by: test_lease_answers_at_once
class Reads(Server):
    """Counts its lease from the votes, although a vote promises nothing about the next term."""

    replace(
        "becomeLeader",
        "self.tryAdvanceCommit()",
        "self.leaseStart = self.now\nself.tryAdvanceCommit()",
    )
