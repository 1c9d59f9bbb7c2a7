# caught by: test_uncertain_is_not_failure
"""The client of an entry that was cut off hears “not leader”."""


class Commit(Server):
    def answerClients(self) -> None:
        for index, call in sorted(self.waiting.items()):
            kept = self.log.holds(index, call.term)
            if kept and index <= self.lastApplied:
                outcome, value = self.results[index]
            elif not kept:
                outcome, value = "not leader", None
            elif self.role != LEADER:
                outcome, value = UNKNOWN, None
            else:
                continue
            del self.waiting[index]
            self.reply(call.client, call.sequence, outcome, value)
