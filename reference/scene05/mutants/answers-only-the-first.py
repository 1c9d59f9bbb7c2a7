# caught by: test_each_call_is_answered_once
class Commit(Server):
    """Answers one client and forgets the rest of those that wait."""

    def answerClients(self) -> None:
        for index, call in sorted(self.waiting.items()):
            kept = self.log.holds(index, call.term)
            if kept and index <= self.lastApplied:
                outcome, value = self.results[index]
            elif not kept or self.role != LEADER:
                outcome, value = UNKNOWN, None
            else:
                continue
            self.waiting.clear()
            self.reply(call.client, call.sequence, outcome, value)
            return
