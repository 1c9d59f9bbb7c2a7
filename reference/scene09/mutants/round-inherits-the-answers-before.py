# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Gives the next round the answers of the one before."""

    replace(
        "finish_round",
        "self.rounds = {later: state for later, state in self.rounds.items() if later > number}",
        "self.rounds = {later: state for later, state in self.rounds.items() if later > number}\n"
        "for later, state in self.rounds.items():\n    state[1].update(answered if later == number + 1 else ())",
    )
