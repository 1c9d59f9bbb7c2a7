# caught by: test_retry_is_appended_or_answered
class Replication(Server):
    """A call that the log holds already is neither appended nor answered."""

    def handleClientRequest(self, req: ClientRequest) -> None:
        command = req.command
        if self.role != LEADER:
            self.reply(command.client, command.sequence, NOT_LEADER)
            return
        if command.client and any(entry.command == command for entry in self.log):
            return
        self.log.append(Entry(self.currentTerm, command))
        self.waiting[self.log.lastIndex()] = Waiting(self.currentTerm, command.client, command.sequence)
        self.persist()
        for follower in self.followers:
            self.replicateTo(follower)
        self.tryAdvanceCommit()
