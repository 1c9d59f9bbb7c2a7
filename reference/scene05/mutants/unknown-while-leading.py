# caught by: test_ok_waits_for_commit
class Commit(Server):
    """Gives up on a command that it still replicates: a client of a healthy leader hears unknown."""

    def answerClients(self) -> None:
        for index, call in sorted(self.waiting.items()):
            kept = self.log.holds(index, call.term)
            if kept and index <= self.lastApplied:
                outcome, value = self.results[index]
            else:
                outcome, value = UNKNOWN, None
            del self.waiting[index]
            self.reply(call.client, call.sequence, outcome, value)
