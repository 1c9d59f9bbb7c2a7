# variant: any probe that goes strictly back is safe; stored entries may be sent again
class Replication(Server):
    """Whatever refusal above matchIndex leads back."""

    replace(
        "handleAppendEntriesReply",
        "elif reply.prevLogIndex == self.nextIndex[follower] - 1:",
        "elif self.matchIndex[follower] < reply.prevLogIndex < self.nextIndex[follower]:",
    )
