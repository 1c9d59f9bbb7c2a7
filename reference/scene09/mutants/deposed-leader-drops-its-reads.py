# caught by: test_every_read_ends
class Reads(Server):
    """Forgets the reads that wait when it steps down."""

    replace("endLeadership", "self.rounds = {}", "self.rounds = {}\nself.pendingReads = []")
