# variant: a read may wait for the next heartbeat to ask
class Reads(Server):
    """Starts no round for a read: the next heartbeat asks for all that wait."""

    replace(
        "read_point", "if needed > self.confirmedRound:", "if needed > self.confirmedRound and self.majority() == 1:"
    )
