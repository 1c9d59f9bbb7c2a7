# variant: the time of an event is never before that of an earlier one
class Election(Server):
    """Asserts that its clock does not go back."""

    def settle(self) -> None:
        assert self.now >= self.__dict__.get("then", 0.0), f"time went back from {self.then} to {self.now}"
        self.then = self.now
        super().settle()
