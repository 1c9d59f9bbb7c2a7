# caught by: test_deposed_leader_answers_clients
class Commit(Server):
    """Answers only what it sees committed: after a lost leadership the clients wait for ever."""

    def answerClients(self) -> None:
        for index, call in sorted(self.waiting.items()):
            if self.role == LEADER and self.log.holds(index, call.term) and index <= self.lastApplied:
                outcome, value = self.results[index]
                del self.waiting[index]
                self.reply(call.client, call.sequence, outcome, value)
