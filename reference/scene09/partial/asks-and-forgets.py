# expected: 8 points
class Reads(Server):
    """Asks the followers, and does not count their answers yet."""

    def handleConfirmLeadershipReply(self, reply: ConfirmLeadershipReply) -> None:
        raise NotImplementedError

    def leaseIsValid(self) -> bool:
        return False

    def endLeadership(self) -> None:
        raise NotImplementedError
