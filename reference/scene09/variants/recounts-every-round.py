# variant: which rounds a majority has answered may be counted anew with each answer
class Reads(Server):
    """Recomputes from the answers of all rounds; serves reads in the order of their index."""

    def finish_round(self, number: int) -> None:
        confirmed = [n for n, (_, answered) in self.rounds.items() if len(answered | {self.id}) >= self.majority()]
        if not confirmed:
            return
        newest = max(confirmed)
        self.confirmedRound = max(self.confirmedRound, newest)
        start = max(self.rounds[n][0] for n in confirmed)
        if self.leaseStart is None or start > self.leaseStart:
            self.leaseStart = start
        for old in [n for n in self.rounds if n <= newest]:
            del self.rounds[old]

    def serveReads(self) -> None:
        leads = self.role == LEADER
        ready = [
            r for r in self.pendingReads if not leads or (r[3] <= self.lastApplied and r[4] <= self.confirmedRound)
        ]
        self.pendingReads = [r for r in self.pendingReads if r not in ready]
        for client, sequence, key, _, _ in sorted(ready, key=lambda r: (r[3], r[4])):
            if leads:
                self.reply(client, sequence, OK, self.machine.get(key))
            else:
                self.reply(client, sequence, NOT_LEADER)
