# variant: it may refuse the reads when the leadership ends, not at the end of the event
class Reads(Server):
    """Refuses the pending reads where the leadership ends."""

    replace(
        "endLeadership",
        "self.rounds = {}",
        "for client, sequence, *_ in self.pendingReads:\n    self.reply(client, sequence, NOT_LEADER)\n"
        "self.pendingReads = []\nself.rounds = {}",
    )
