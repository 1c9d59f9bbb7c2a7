# caught by: test_leadership_ends_with_its_lease
class Reads(Server):
    """With Pre-Vote it keeps its lease when it steps down."""

    replace(
        "endLeadership", "self.leaseStart = None", "self.leaseStart = self.leaseStart if self.options.preVote else None"
    )
