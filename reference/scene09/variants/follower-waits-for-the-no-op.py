# variant: until its no-op is committed it drops the question of a follower, which asks again with each append
class Reads(Server):
    """Takes a follower's question once an entry of its own term is committed."""

    replace(
        "handleReadIndex",
        "if self.role == LEADER and not is_known:",
        "if self.role == LEADER and self.commitIndex >= self.termStart and not is_known:",
    )
