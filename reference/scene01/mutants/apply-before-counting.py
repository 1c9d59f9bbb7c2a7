# caught by: test_every_entry_is_applied
"""Counts lastApplied up after the entry is applied: commands reach the machine under the index before."""

from raftlab.server import OK, REFUSED, Command, Outcome, Server

EXPIRED = (-1, REFUSED, None)


class StateMachine(Server):
    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.results[self.lastApplied + 1] = self.apply(self.log[self.lastApplied + 1].command)
            self.lastApplied += 1

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        sequence, outcome, value = self.sessions.get(command.client, (0, OK, None))
        if outcome == REFUSED:
            return REFUSED, None
        if command.sequence <= sequence:
            return OK, value if command.sequence == sequence else None
        value = self.execute(command)
        if self.sessions.get(command.client) != EXPIRED:  # a client may end its own session
            self.sessions[command.client] = (command.sequence, OK, value)
        return OK, value

    def execute(self, command: Command) -> str | None:
        key, old = command.key, self.machine.get(command.key)
        if command.operation == "put":
            self.machine[key] = command.value
        elif command.operation == "append":
            self.machine[key] = (old or "") + command.value
        elif command.operation == "delete":
            self.machine.pop(key, None)
        elif command.operation == "cas":
            if (old or "") == command.expected:
                self.machine[key] = command.value
            return old
        elif command.operation == "get":
            return old
        elif command.operation == "expire":
            self.sessions[key] = EXPIRED
        return None

    def stall(self, values: str, steps: int) -> list[str]:
        of = dict(zip(("S1", "S2", "S3", "S4"), values, strict=True))
        a_round = []
        for receiver in of:
            others = [sender for sender in of if sender != receiver]
            others.sort(key=lambda sender: of[sender] != of[receiver])  # its own kind first: then it keeps its value
            a_round += [f"{sender} -> {receiver}" for sender in others]
        return (a_round * (steps // len(a_round) + 1))[:steps]

    def timeout_window(self) -> tuple[int, int]:
        return 0, 60
