# caught by: test_search_three
class Reads(Server):
    """Forgets every read."""

    replace("handleRead", "if self.role == LEADER:", "if self.role:\n    return\nif self.role == LEADER:")
