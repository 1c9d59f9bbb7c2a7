# caught by: test_leadership_ends_with_its_lease
class Reads(Server):
    """Keeps its lease when it steps down."""

    replace("endLeadership", "self.leaseStart = None", "")
