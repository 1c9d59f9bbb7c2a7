# caught by: test_repeated_with_the_heartbeat


class Reads(Server):
    """Waits for the very round that the read started: one that was lost is never answered."""

    def finish_round(self, number: int) -> None:
        sent, answered = self.rounds[number]
        if not self.quorum(answered):
            return
        self.confirmedRound = max(self.confirmedRound, number)
        self.confirmed: set[int] = {*getattr(self, "confirmed", ()), number}
        self.leaseStart = sent if self.leaseStart is None else max(self.leaseStart, sent)
        del self.rounds[number]

    replace("serveReads", "self.confirmedRound >= needed", 'needed in {0, *getattr(self, "confirmed", ())}')
