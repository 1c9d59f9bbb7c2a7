# caught by: test_every_read_ends
class Reads(Server):
    """Drops a call that it has answered: a client whose answer is lost waits for ever."""

    def handleRead(self, command: Command) -> None:
        client, sequence, key = command.client, command.sequence, command.key
        if self.role == LEADER:
            if (client, sequence) in self.__dict__.setdefault("done", set()):
                return
            self.done.add((client, sequence))
            self.pendingReads.append((client, sequence, key, *self.read_point()))
        elif self.role == FOLLOWER and self.leaderId is not None:
            self.forwardedReads[client, sequence] = (key, self.currentTerm, None)
            self.send(self.leaderId, ReadIndex(self.currentTerm, self.id, client, sequence))
        else:
            self.reply(client, sequence, NOT_LEADER)
