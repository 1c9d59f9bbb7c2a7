# variant: the write under way holds the whole log; it keeps the time of the first attempt
class Operations(Server):
    """Begins a failed write again only where none is under way."""

    def onPersisted(self, completion: WriteCompletion) -> None:
        if completion.number not in self.writes:
            return
        index, begun = self.writes.pop(completion.number)
        if completion.failed:
            if not self.writes:
                self.persist()
            if self.writes:
                number = min(self.writes)
                self.writes[number] = (self.writes[number][0], begun)
        elif index > self.durable_index:
            self.durable_index = index
            if self.role == LEADER:
                self.tryAdvanceCommit()
            elif self.leaderId is not None and self.verified_index:
                self.send(self.leaderId, AppendEntriesReply(self.currentTerm, self.id, True, 0, self.verified_index))
