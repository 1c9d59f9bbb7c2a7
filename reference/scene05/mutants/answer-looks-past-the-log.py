# caught by: test_hidden_cut_off_tail
class Commit(Server):
    """Reads log[index] of an entry that was cut off: where nothing has replaced it there is no such index."""

    def answerClients(self) -> None:
        for index, call in sorted(self.waiting.items()):
            kept = self.log[index].term == call.term
            if kept and index <= self.lastApplied:
                outcome, value = self.results[index]
            elif not kept or self.role != LEADER:
                outcome, value = UNKNOWN, None
            else:
                continue
            del self.waiting[index]
            self.reply(call.client, call.sequence, outcome, value)
