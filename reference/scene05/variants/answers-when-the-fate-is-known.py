# variant: a deposed leader may wait until the entry commits or is replaced, and then tell the truth
class Commit(Server):
    """On losing leadership waits for the entry's fate: ok if it commits after all, unknown if it is replaced."""

    def answerClients(self) -> None:
        for index, call in sorted(self.waiting.items()):
            if not self.log.holds(index, call.term):
                outcome, value = UNKNOWN, None
            elif index <= self.lastApplied:
                outcome, value = self.results[index]
            else:
                continue
            del self.waiting[index]
            self.reply(call.client, call.sequence, outcome, value)
