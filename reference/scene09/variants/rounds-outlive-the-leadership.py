# variant: Keeps the rounds of a leadership that is over: no later answer names one of them.
class Reads(Server):
    """Keeps the rounds of a leadership that is over."""

    replace("endLeadership", "self.rounds = {}", "")
