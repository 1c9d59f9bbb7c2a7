# caught by: test_an_index_is_for_one_read
class Reads(Server):
    """Forgets the oldest of more than eight forwarded reads."""

    replace(
        "handleRead",
        "self.forwardedReads[client, sequence] = (key, self.currentTerm, None)",
        "self.forwardedReads[client, sequence] = (key, self.currentTerm, None)\n"
        "while len(self.forwardedReads) > 8:\n"
        "    del self.forwardedReads[next(iter(self.forwardedReads))]",
    )
