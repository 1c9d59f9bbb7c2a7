# variant: a follower that loses its leader may refuse a read whose index it knows
class Reads(Server):
    replace(
        "serveForwardedReads",
        "if index is not None and self.lastApplied >= index:",
        "if follows and index is not None and self.lastApplied >= index:",
    )
