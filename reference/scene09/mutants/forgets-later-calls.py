# caught by: test_read_waits_for_confirmation
class Reads(Server):
    """Forgets every read of a client after its first two calls."""

    replace("handleRead", "if self.role == LEADER:", "if sequence > 2:\n    return\nif self.role == LEADER:")
