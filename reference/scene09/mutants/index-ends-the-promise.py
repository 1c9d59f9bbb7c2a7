# caught by: test_lease_counts_from_sending
class Reads(Server):
    """Forgets when it heard its leader, when that gives an index."""

    replace("handleReadIndexReply", "key, term, index = self", "self.heardAt = None\nkey, term, index = self")
