# variant: what becomes of an entry is as unknown when the leader steps down as at the end of that event
class Commit(Server):
    """Tells the clients unknown in becomeFollower, and afterwards answers only as a leader."""

    def becomeFollower(self, term: int) -> None:
        super().becomeFollower(term)
        for _, call in sorted(self.waiting.items()):
            self.reply(call.client, call.sequence, UNKNOWN)
        self.waiting = {}

    def answerClients(self) -> None:
        for index, call in sorted(self.waiting.items()):
            if index <= self.lastApplied:
                del self.waiting[index]
                self.reply(call.client, call.sequence, *self.results[index])
