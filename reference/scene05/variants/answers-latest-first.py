# variant: the order of the answers of one event is nobody's promise
class Commit(Server):
    """Answers from the highest index down, and asks commitIndex: settle has applied all of it by then."""

    def answerClients(self) -> None:
        for index in sorted(self.waiting, reverse=True):
            call = self.waiting[index]
            if not self.log.holds(index, call.term) or (self.role != LEADER and index > self.commitIndex):
                self.waiting.pop(index)
                self.reply(call.client, call.sequence, UNKNOWN)
            elif index <= self.commitIndex:
                self.waiting.pop(index)
                self.reply(call.client, call.sequence, *self.results[index])
