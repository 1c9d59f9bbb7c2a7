# caught by: test_hidden_cut_off_tail
"""A client hears unknown once in a life."""

from raftlab.server import Options, ServerId


class Commit(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.told: list[str] = []

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
            if outcome != UNKNOWN or call.client not in self.told:
                self.reply(call.client, call.sequence, outcome, value)
            if outcome == UNKNOWN:
                self.told.append(call.client)
