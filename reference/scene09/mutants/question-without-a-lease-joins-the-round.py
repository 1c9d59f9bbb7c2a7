# caught by: test_leader_gives_the_index
class Reads(Server):
    """Where leases are on, a follower's read without one joins the round that is out."""

    def handleReadIndex(self, req: ReadIndex) -> None:
        is_known = any(read[:3] == (req.followerId, req.client, req.sequence) for read in self.askedReads)
        if self.role != LEADER or is_known:
            return
        point = self.read_point()
        if self.options.reads == "lease" and point[1] - 1 in self.rounds:
            point = (point[0], point[1] - 1)
        self.askedReads.append((req.followerId, req.client, req.sequence, *point))
