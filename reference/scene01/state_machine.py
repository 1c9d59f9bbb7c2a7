"""Scene 01: a state machine that applies the log, each call once; and schedules that prevent a decision.

(Raft §2, §5.3, §8; dissertation §6.3; Fischer, Lynch and Paterson 1985)
"""

from raftlab.server import OK, REFUSED, Command, Outcome, Server

EXPIRED = (-1, REFUSED, None)


class StateMachine(Server):
    """A key-value machine. Every server applies the same commands in the same order, so all reach the same state."""

    def applyCommitted(self) -> None:
        """Apply the entries lastApplied + 1 to commitIndex, in order, each once. About 3 lines.

        When self.apply(command) runs for an entry, lastApplied is the entry's index. Keep what apply returns in
        self.results, under the same index. An entry's command may be None (a no-op): it is applied like the others. A
        log may begin behind a snapshot (scene 08): ask it for an entry by the index.
        May change: lastApplied. The machine, sessions and results follow from it.
        """
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        """Let one command take effect, once for each (client, sequence); return (outcome, value). About 14 lines.

        Always call super().apply(command) first: it tells the kit that the entry at lastApplied has reached the
        machine. Then, with the value that self.execute(command) returns:

        - command None changes nothing: (OK, None).
        - client "" has no session: every copy takes effect, (OK, value).
        - A client's first command opens its session. Its sequence numbers rise, perhaps with gaps. A command of a
          newer sequence than any before takes effect: (OK, value).
        - A copy of the newest changes nothing and returns what the first copy returned. A copy of an older one changes
          nothing; it may return any outcome and value, because nobody waits for it any more.
        - A command of an expired session changes nothing: (REFUSED, None), forever.

        self.sessions is a dict for what you must remember about each client; you choose its shape. Keep it there alone:
        a snapshot (scene 08) holds the machine and the sessions, and nothing else.
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
        """Change the machine by one command and return its value. About 15 lines.

        The effect depends only on self.machine, self.sessions and the command: no other variable may matter, because
        it can differ from server to server. A text may be empty: "" is a value like any other. By operation:

        - "put": machine[key] becomes value. Returns None.
        - "append": value is added to the end of machine[key]; an absent key counts as "". Returns None.
        - "delete": key is removed, if it was there. Returns None.
        - "get": changes nothing. Returns the value of key, or None if key is absent.
        - "cas": if the value of key is expected, it becomes value; an absent key counts as "". Returns the value of key
          from before, or None if key was absent, whether it was changed or not.
        - "expire": the session of the client named `key` ends. Returns None.
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

    def stall(self, values: str, steps: int) -> list[str]:
        """Return a schedule that keeps the four servers of the handout undecided for `steps` steps. About 8 lines.

        values: the initial values of S1 to S4, two of each: "0011", "0101", … steps: any number, not only whole rounds.
        A step "S2 -> S1" delivers the oldest message in flight from S2 to S1. A message cannot arrive before its
        receiver is in its round; if its receiver is in a later round, it is read and dropped. No message may be in
        flight for more than 40 steps, and after each step both 0 and 1 must still be possible. This method is
        independent of the rest of the class.
        """
        of = dict(zip(("S1", "S2", "S3", "S4"), values, strict=True))
        a_round = []
        for receiver in of:
            others = [sender for sender in of if sender != receiver]
            others.sort(key=lambda sender: of[sender] != of[receiver])  # its own kind first: then it keeps its value
            a_round += [f"{sender} -> {receiver}" for sender in others]
        return (a_round * (steps // len(a_round) + 1))[:steps]

    def timeout_window(self) -> tuple[int, int]:
        """Return (low, high) in ms. About 1 line.

        In each round each server draws from this window how long it waits before it sends.
        The network keeps servers with equal timeouts undecided forever: a message takes 10, 20 or 30 ms, always the
        same from one server to another. A server must decide within a second, on average.
        """
        return 0, 60
