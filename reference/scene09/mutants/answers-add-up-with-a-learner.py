# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Adds up the answers of rounds where a server learns."""

    replace(
        "finish_round",
        "if not self.quorum(answered):",
        "if (bool(self.configuration().learners)):\n"
        "    answered = set().union(*(a for n, (_, a) in self.rounds.items() if n <= number))\n"
        "if not self.quorum(answered):",
    )
