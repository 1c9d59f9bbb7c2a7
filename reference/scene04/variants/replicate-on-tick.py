# variant: commands may be sent together with the next heartbeat; only latency differs
class Replication(Server):
    """A client's command is stored, and goes out with the next heartbeat."""

    def handleClientRequest(self, req: ClientRequest) -> None:
        command = req.command
        if self.role != LEADER:
            self.reply(command.client, command.sequence, NOT_LEADER)
            return
        self.log.append(Entry(self.currentTerm, command))
        self.waiting[self.log.lastIndex()] = Waiting(self.currentTerm, command.client, command.sequence)
        self.persist()
        self.tryAdvanceCommit()
