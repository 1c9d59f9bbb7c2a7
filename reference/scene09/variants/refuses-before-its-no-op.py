# variant: a new leader may refuse reads until an entry of its term is committed
class Reads(Server):
    """Refuses a read until its no-op is committed."""

    replace("handleRead", "if self.role == LEADER:", "if self.role == LEADER and self.commitIndex >= self.termStart:")
