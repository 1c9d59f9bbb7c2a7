# caught by: test_any_commands
class StateMachine(Server):
    """The third change in a row is lost, and the sixth, and so on."""

    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            before = dict(self.machine)
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
            if before != self.machine:
                self.sessions["changes"] = (self.sessions.get("changes", (0, OK, None))[0] + 1, OK, None)
                if self.sessions["changes"][0] % 3 == 0:
                    self.machine = before
