# caught by: test_answer_carries_the_result
"""Says ok whatever applying the command returned, and keeps the value to itself."""

from raftlab.server import OK


class Commit(Server):
    def answerClients(self) -> None:
        for index, call in sorted(self.waiting.items()):
            kept = self.log.holds(index, call.term)
            if kept and index <= self.lastApplied:
                outcome = OK
            elif not kept or self.role != LEADER:
                outcome = UNKNOWN
            else:
                continue
            del self.waiting[index]
            self.reply(call.client, call.sequence, outcome)
