# variant: any probe that goes strictly back is safe, and a step that an older term made long only sends more
class Replication(Server):
    """Goes back twice as far with each refusal of a follower, in whatever term."""

    def backOff(self, reply: AppendEntriesReply) -> int:
        self.steps = getattr(self, "steps", {})
        step = self.steps[reply.followerId] = 2 * self.steps.get(reply.followerId, 0) or 1
        return max(1, reply.prevLogIndex + 1 - step)
