# caught by: test_overwritten_is_not_ok
class Commit(Server):
    """Says ok once anything was applied at the index, be it another leader's entry."""

    def answerClients(self) -> None:
        for index, call in sorted(self.waiting.items()):
            if index <= self.lastApplied:
                outcome, value = self.results[index]
            elif self.role != LEADER:
                outcome, value = UNKNOWN, None
            else:
                continue
            del self.waiting[index]
            self.reply(call.client, call.sequence, outcome, value)
