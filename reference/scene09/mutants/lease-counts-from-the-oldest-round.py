# caught by: test_hidden_lease_times
class Reads(Server):
    """Lets a late answer to an old round take the lease back."""

    replace(
        "finish_round",
        "self.rounds = {later: state for later, state in self.rounds.items() if later > number}",
        "self.rounds = {other: state for other, state in self.rounds.items() if other != number}",
    )
    replace("finish_round", "self.confirmedRound = number", "self.confirmedRound = max(self.confirmedRound, number)")
