# caught by: test_every_read_ends
class Reads(Server):
    """Lets a client's second read join the round of its first."""

    replace(
        "handleRead",
        "(client, sequence, key, *self.read_point())",
        "(client, sequence, key, *(next((r[3:] for r in self.pendingReads if r[0] == client), None) "
        "or self.read_point()))",
    )
