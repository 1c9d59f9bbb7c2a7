# variant: a timer may be drawn once more, from the same window
class Election(Server):
    """A candidate that concedes or hears a newer term stops its timer and draws anew."""

    replace(
        "becomeFollower",
        "led = self.role == LEADER",
        "led = self.role in (CANDIDATE, LEADER)",
    )

    replace("becomeFollower", "if led:", "if led:\n    self.cancelTimer('election')")
