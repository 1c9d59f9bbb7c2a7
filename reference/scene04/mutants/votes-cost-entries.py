# caught by: test_event_changes_only_what_it_is_about
class Replication(Server):
    """Stores a command at once wherever a client brings it."""

    def handleClientRequest(self, req: ClientRequest) -> None:
        command = req.command
        self.log.append(Entry(self.currentTerm, command))
        self.persist()
        if self.role != LEADER:
            self.reply(command.client, command.sequence, NOT_LEADER)
            return
        self.waiting[self.log.lastIndex()] = Waiting(self.currentTerm, command.client, command.sequence)
        for follower in self.followers:
            self.replicateTo(follower)
        self.tryAdvanceCommit()
