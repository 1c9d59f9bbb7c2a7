# caught by: test_only_a_majority_confirms
class Reads(Server):
    """Adds up the answers of rounds until an entry of its term is committed."""

    replace(
        "finish_round",
        "if not self.quorum(answered):",
        "if (self.log.term(self.commitIndex) < self.currentTerm if self.commitIndex >= "
        "self.log.lastIncludedIndex else False):\n"
        "    answered = set().union(*(a for n, (_, a) in self.rounds.items() if n <= number))\n"
        "if not self.quorum(answered):",
    )
