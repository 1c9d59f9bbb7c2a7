# variant: a late answer to an earlier round may be ignored: the newest round confirms all reads
class Reads(Server):
    """Counts answers to the newest round alone."""

    replace(
        "handleConfirmLeadershipReply", "reply.round in self.rounds", "reply.round == self.lastRound in self.rounds"
    )
