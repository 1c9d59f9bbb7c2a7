# variant: a repeated call is the call that waits already: its index is one from after the client called
class Reads(Server):
    """Notes a forwarded call once."""

    replace(
        "handleRead",
        "self.forwardedReads[client, sequence] = (key, self.currentTerm, None)",
        "self.forwardedReads.setdefault((client, sequence), (key, self.currentTerm, None))",
    )
