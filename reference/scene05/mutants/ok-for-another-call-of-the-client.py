# caught by: test_overwritten_is_not_ok
class Commit(Server):
    """Says ok for an entry that another call of the same client replaced."""

    def answerClients(self) -> None:
        for index, call in sorted(self.waiting.items()):
            kept = self.log.holds(index, call.term)
            if (
                kept
                and index <= self.lastApplied
                or index in self.results
                and self.log[index].command is not None
                and self.log[index].command.client == call.client
            ):
                outcome, value = self.results[index]
            elif not kept or self.role != LEADER:
                outcome, value = UNKNOWN, None
            else:
                continue
            del self.waiting[index]
            self.reply(call.client, call.sequence, outcome, value)
