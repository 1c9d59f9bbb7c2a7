# caught by: test_only_a_majority_confirms
class Reads(Server):
    """A round takes over who answered the round before it, once that is confirmed."""

    replace(
        "finish_round",
        "self.rounds = {later: state for later, state in self.rounds.items() if later > number}",
        "self.rounds = {later: (state[0], state[1] | (answered if later == number + 1 else set())) "
        "for later, state in self.rounds.items() if later > number}",
    )
