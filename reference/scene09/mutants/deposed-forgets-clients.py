# caught by: test_every_read_ends
class Reads(Server):
    """A leader whose leadership ends tells the waiting writers at once that it does not lead."""

    def endLeadership(self) -> None:
        self.rounds = {}
        self.termStart = 0
        self.leaseStart = None
        for call in self.waiting.values():
            self.reply(call.client, call.sequence, NOT_LEADER)
        self.waiting = {}
