# caught by: test_partition_and_recover
"""Says ok once one follower stores the entry: two copies are durable, and still a minority."""

from raftlab.server import OK


class Commit(Server):
    def answerClients(self) -> None:
        for index, call in sorted(self.waiting.items()):
            kept = self.log.holds(index, call.term)
            if kept and index <= self.lastApplied:
                outcome, value = self.results[index]
            elif kept and any(match >= index for match in self.matchIndex.values()):
                outcome, value = OK, None
            elif not kept or self.role != LEADER:
                outcome, value = UNKNOWN, None
            else:
                continue
            del self.waiting[index]
            self.reply(call.client, call.sequence, outcome, value)
