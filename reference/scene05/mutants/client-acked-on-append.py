# caught by: test_ok_waits_for_commit
"""Says ok as soon as the leader has stored the command."""

from raftlab.server import OK


class Commit(Server):
    def answerClients(self) -> None:
        for index, call in sorted(self.waiting.items()):
            kept = self.log.holds(index, call.term)
            if kept and self.role == LEADER:
                outcome, value = self.results.get(index, (OK, None))
            else:
                outcome, value = UNKNOWN, None
            del self.waiting[index]
            self.reply(call.client, call.sequence, outcome, value)
