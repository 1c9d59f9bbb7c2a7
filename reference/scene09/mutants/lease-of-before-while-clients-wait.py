# caught by: test_leadership_ends_with_its_lease
class Reads(Server):
    """Keeps its lease when it steps down while a client waits."""

    replace("endLeadership", "self.leaseStart = None", "self.leaseStart = self.leaseStart if self.waiting else None")
