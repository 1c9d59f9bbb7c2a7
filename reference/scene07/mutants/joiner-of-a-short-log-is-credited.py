# caught by: test_remaining_servers_keep_match_index
class Membership(Server):
    """A server that joins a log of one entry counts as one that stores it."""

    replace("adoptConfiguration", "self.matchIndex.get(each, 0)", "self.matchIndex.get(each, 1 if end == 3 else 0)")
