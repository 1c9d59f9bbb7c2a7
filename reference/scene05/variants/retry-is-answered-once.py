# variant: two entries of one call in one event need one answer: it is the same client
class Commit(Server):
    """Answers a call that waits twice, and is known twice in one event, once."""

    def answerClients(self) -> None:
        told: set[tuple[str, int]] = set()
        for index, call in sorted(self.waiting.items()):
            kept = self.log.holds(index, call.term)
            if kept and index <= self.lastApplied:
                outcome, value = self.results[index]
            elif not kept or self.role != LEADER:
                outcome, value = UNKNOWN, None
            else:
                continue
            del self.waiting[index]
            if call.client and (call.client, call.sequence) in told:
                continue
            told.add((call.client, call.sequence))
            self.reply(call.client, call.sequence, outcome, value)
