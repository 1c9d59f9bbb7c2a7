# caught by: test_ok_waits_for_commit
"""A leader answers unknown to a client that has waited for forty events."""

from raftlab.server import Options, ServerId


class Commit(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.ages: dict[int, int] = {}

    def answerClients(self) -> None:
        for index, call in sorted(self.waiting.items()):
            kept = self.log.holds(index, call.term)
            self.ages[index] = self.ages.get(index, 0) + 1
            if kept and index <= self.lastApplied:
                outcome, value = self.results[index]
            elif not kept or self.role != LEADER or self.ages[index] > 40:
                outcome, value = UNKNOWN, None
            else:
                continue
            del self.waiting[index]
            self.reply(call.client, call.sequence, outcome, value)
