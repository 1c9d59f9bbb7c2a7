# caught by: test_leader_gives_the_index
class Reads(Server):
    """Gives followers an index in its first leadership only."""

    replace("endLeadership", "self.leaseGivenUp = False", "self.leaseGivenUp = False\nself.ledBefore = True")
    replace(
        "handleReadIndex",
        "if self.role == LEADER and not is_known:",
        "if self.role == LEADER and not is_known and not getattr(self, 'ledBefore', False):",
    )
