# variant: a client is answered only by the entry of its own call
"""Compares the term and the call of the entry."""


class Commit(Server):
    def answerClients(self) -> None:
        for index, call in sorted(self.waiting.items()):
            kept = self.log.holds(index, call.term)
            command = self.log[index].command if kept else None
            kept = command is not None and (command.client, command.sequence) == (call.client, call.sequence)
            if kept and index <= self.lastApplied:
                outcome, value = self.results[index]
            elif not kept or self.role != LEADER:
                outcome, value = UNKNOWN, None
            else:
                continue
            del self.waiting[index]
            self.reply(call.client, call.sequence, outcome, value)
