"""Scene 01: a state machine fed by the log, each command once. (Raft §2, §5, §8; dissertation §6.3)"""

from raftlab.server import Command, Outcome, Server


class StateMachine(Server):
    """A key-value machine. Every server applies the same commands in the same order, so all reach the same state."""

    def applyCommitted(self) -> None:
        """Apply the entries lastApplied + 1 to commitIndex, in order, each once; keep each result by its index.

        self.apply(command) needs lastApplied to be the index of its entry. About 3 lines.
        """
        # TODO(scene01): replace the next line.
        raise NotImplementedError

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        """Let one command take effect, once for each (client, sequence); return (outcome, value).

        A copy of a call that took effect returns what the first returned and changes nothing; so does a copy older
        than the newest call of its session. A command of an expired session is refused. About 12 lines.
        """
        # TODO(scene01): replace the next line.
        raise NotImplementedError

    def execute(self, command: Command) -> str | None:
        """Change the machine by one command and return its value; the command decides all, nothing else does.

        put, append and delete return None; get returns the value at key, or None; cas puts value where expected
        stands and returns what stood there; expire ends the session named by key. About 15 lines.
        """
        # TODO(scene01): replace the next line.
        raise NotImplementedError
