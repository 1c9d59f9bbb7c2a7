# caught by: test_random_calls_and_crashes
"""Makes the machine durable entry by entry, and lastApplied only when the event ends."""

from raftlab.server import Options


class StateMachine(Server):
    persistent = (*Server.persistent, "commitIndex", "machine", "durable_applied")

    def __init__(self, id: str, cluster: tuple[str, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.durable_applied = 0

    def started(self) -> None:
        super().started()
        self.lastApplied = max(self.lastApplied, self.durable_applied)

    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
            self.persist()
        self.durable_applied = self.lastApplied
        self.persist()
