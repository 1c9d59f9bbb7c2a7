# caught by: test_confirmed_after_arrival
class Reads(Server):
    """Counts every answer for the newest round."""

    def handleConfirmLeadershipReply(self, reply: ConfirmLeadershipReply) -> None:
        if self.role == LEADER and self.lastRound in self.rounds:
            self.rounds[self.lastRound][1].add(reply.followerId)
            self.finish_round(self.lastRound)
