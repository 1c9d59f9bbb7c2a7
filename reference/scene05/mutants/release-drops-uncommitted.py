# caught by: test_event_changes_only_what_it_is_about
"""A leader that steps down deletes the entries whose clients it released."""


class Commit(Server):
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
            if outcome == UNKNOWN and kept:
                self.log.truncateFrom(index)
            self.reply(call.client, call.sequence, outcome, value)
