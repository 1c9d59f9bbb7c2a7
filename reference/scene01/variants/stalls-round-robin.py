# variant: any schedule that stays bivalent and loses nothing will do
"""Lets the messages of a round arrive kind by kind instead of server by server."""

from raftlab.server import OK, REFUSED, Command, Outcome, Server

EXPIRED = (-1, REFUSED, None)


class StateMachine(Server):
    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)

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
        names = ("S1", "S2", "S3", "S4")
        of = dict(zip(names, values, strict=True))
        links = [(sender, receiver) for sender in names for receiver in names if sender != receiver]
        same = [f"{a} -> {b}" for a, b in links if of[a] == of[b]]
        other = [f"{a} -> {b}" for a, b in links if of[a] != of[b]]
        a_round = same + other
        return [a_round[step % len(a_round)] for step in range(steps)]

    def timeout_window(self) -> tuple[int, int]:
        return 150, 300
