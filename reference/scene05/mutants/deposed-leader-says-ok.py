# caught by: test_uncertain_is_not_failure
"""On losing leadership says ok for what it still holds, committed or not."""

from raftlab.server import OK


class Commit(Server):
    def answerClients(self) -> None:
        for index, call in sorted(self.waiting.items()):
            kept = self.log.holds(index, call.term)
            if kept and (index <= self.lastApplied or self.role != LEADER):
                outcome, value = self.results.get(index, (OK, None))
            elif not kept:
                outcome, value = UNKNOWN, None
            else:
                continue
            del self.waiting[index]
            self.reply(call.client, call.sequence, outcome, value)
