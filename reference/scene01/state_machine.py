"""Scene 01: a state machine fed by the log, each command once. (Raft §2, §5, §8; dissertation §6.3)"""

from raftlab.server import OK, REFUSED, Command, Outcome, Server

EXPIRED = (-1, REFUSED, None)


class StateMachine(Server):
    """A key-value machine. Every server applies the same commands in the same order, so all reach the same state."""

    def applyCommitted(self) -> None:
        """Apply the entries lastApplied + 1 to commitIndex, in order, each once; keep each result by its index.

        self.apply(command) needs lastApplied to be the index of its entry. About 3 lines.
        """
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        """Let one command take effect, once for each (client, sequence); return (outcome, value).

        A copy of a call that took effect returns what the first returned and changes nothing; so does a copy older
        than the newest call of its session. A command of an expired session is refused. About 12 lines.
        """
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
        """Change the machine by one command and return its value; the command decides all, nothing else does.

        put, append and delete return None; get returns the value at key, or None; cas puts value where expected
        stands and returns what stood there; expire ends the session named by key. About 15 lines.
        """
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
