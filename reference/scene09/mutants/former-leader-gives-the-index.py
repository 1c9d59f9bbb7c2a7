# caught by: test_leader_gives_the_index
class Reads(Server):
    """Gives all who wait the index when it steps down."""

    def serve_followers(self) -> None:
        asked = self.askedReads
        self.askedReads = [read for read in asked if self.confirmedRound < read[-1]] if self.role == LEADER else []
        for follower, client, sequence, index, needed in asked:
            if self.confirmedRound >= needed or self.role != LEADER:
                self.send(follower, ReadIndexReply(self.currentTerm, self.id, client, sequence, index))
