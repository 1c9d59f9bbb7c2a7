# caught by: test_each_call_is_answered_once
class Commit(Server):
    """Answers named clients only."""

    def answerClients(self) -> None:
        for index, call in sorted(self.waiting.items()):
            kept = self.log.holds(index, call.term)
            if kept and index <= self.lastApplied:
                outcome, value = self.results[index]
            elif not kept or self.role != LEADER:
                outcome, value = UNKNOWN, None
            else:
                continue
            del self.waiting[index]
            if call.client:
                self.reply(call.client, call.sequence, outcome, value)
