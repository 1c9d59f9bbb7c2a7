# caught by: test_hidden_many_rounds
class Reads(Server):
    """Asks only those that have not answered the round before, if that was sent at this time too."""

    replace(
        "confirmLeadership",
        "for follower in self.followers:",
        """sent, answered = self.rounds.get(self.lastRound - 1, (None, set()))
if sent == self.now:
    self.rounds[self.lastRound][1].update(answered)
for follower in [each for each in self.followers if each not in self.rounds[self.lastRound][1]]:""",
    )
