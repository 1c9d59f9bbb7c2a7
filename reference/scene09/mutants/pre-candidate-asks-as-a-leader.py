# caught by: test_every_read_ends
class Reads(Server):
    """Sends a leader's question for a read that arrives at a pre-candidate: the others take it for their leader."""

    replace("handleRead", "if self.role == LEADER:", 'if self.role in (LEADER, "pre-candidate"):')
