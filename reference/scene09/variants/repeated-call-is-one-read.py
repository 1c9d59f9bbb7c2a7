# variant: a call that waits already need not be noted twice: the client hears one answer
class Reads(Server):
    replace(
        "handleRead",
        "if self.role == LEADER:",
        "if any(read[:2] == (client, sequence) for read in self.pendingReads):\n    return\nif self.role == LEADER:",
    )
