# expected: 2 points
class Reads(Server):
    """Answers from its own machine; the rest is still to be written."""

    def handleRead(self, command: Command) -> None:
        if self.role != LEADER:
            self.reply(command.client, command.sequence, NOT_LEADER)
        else:
            self.reply(command.client, command.sequence, OK, self.machine.get(command.key))

    def confirmLeadership(self) -> None:
        raise NotImplementedError

    def handleConfirmLeadershipReply(self, reply: ConfirmLeadershipReply) -> None:
        raise NotImplementedError

    def serveReads(self) -> None:
        raise NotImplementedError

    def leaseIsValid(self) -> bool:
        raise NotImplementedError

    def endLeadership(self) -> None:
        raise NotImplementedError
