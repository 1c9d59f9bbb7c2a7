# caught by: test_each_call_is_answered_once
from raftlab.server import Options, ServerId


class Commit(Server):
    """Answers a call (client, sequence) once, however many entries wait with it."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.answered: set[tuple[str, int]] = set()

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
            if (call.client, call.sequence) in self.answered:
                continue
            self.answered.add((call.client, call.sequence))
            self.reply(call.client, call.sequence, outcome, value)
