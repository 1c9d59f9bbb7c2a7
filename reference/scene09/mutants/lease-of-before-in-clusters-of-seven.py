# caught by: test_leadership_ends_with_its_lease
class Reads(Server):
    """In clusters of seven it keeps its lease when it steps down."""

    replace(
        "endLeadership",
        "self.leaseStart = None",
        "self.leaseStart = self.leaseStart if (len(self.cluster) == 7) else None",
    )
