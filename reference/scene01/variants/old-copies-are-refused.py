# variant: nobody waits for the result of an older copy
class StateMachine(Server):
    """Old copies are refused."""

    def applyCommitted(self) -> None:
        # If commitIndex > lastApplied: increment lastApplied, apply log[lastApplied] to state machine (5.3)
        while self.commitIndex > self.lastApplied:
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if command.client == "":
            return OK, self.execute(command)
        if command.client in self.sessions:
            session = self.sessions[command.client]
            if session == "expired":
                return REFUSED, None
            if command.sequence == session[0]:
                return OK, session[1]
            if command.sequence < session[0]:
                return REFUSED, None  # stale
        self.sessions[command.client] = (command.sequence, None)
        value = self.execute(command)
        if self.sessions[command.client] != "expired":
            self.sessions[command.client] = (command.sequence, value)
        return OK, value

    def execute(self, command: Command) -> str | None:
        if command.operation == "put":
            self.machine[command.key] = command.value
            return None
        if command.operation == "append":
            if command.key in self.machine:
                self.machine[command.key] = self.machine[command.key] + command.value
            else:
                self.machine[command.key] = command.value
            return None
        if command.operation == "delete":
            if command.key in self.machine:
                del self.machine[command.key]
            return None
        if command.operation == "get":
            if command.key in self.machine:
                return self.machine[command.key]
            return None
        if command.operation == "cas":
            old = None
            if command.key in self.machine:
                old = self.machine[command.key]
            if old == command.expected or (old is None and command.expected == ""):
                self.machine[command.key] = command.value
            return old
        if command.operation == "expire":
            # a client that has no session yet has none to end
            if command.key in self.sessions:
                self.sessions[command.key] = "expired"
            return None
        return None

    def stall(self, values: str, steps: int) -> list[str]:
        # everyone hears the two of the other value and changes sides
        zeros = [f"S{i + 1}" for i in range(4) if values[i] == "0"]
        ones = [f"S{i + 1}" for i in range(4) if values[i] == "1"]
        schedule = []
        while len(schedule) < steps:
            for receiver in zeros:
                for sender in ones:
                    schedule.append(sender + " -> " + receiver)
            for receiver in ones:
                for sender in zeros:
                    schedule.append(sender + " -> " + receiver)
            for pair in (zeros, ones):
                schedule.append(pair[0] + " -> " + pair[1])
                schedule.append(pair[1] + " -> " + pair[0])
        return schedule[:steps]

    replace("timeout_window", "return 0, 60", "return (0, 100)")
