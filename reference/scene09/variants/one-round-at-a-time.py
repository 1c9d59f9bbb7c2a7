# variant: a read that arrives while a round is out waits for the next one, which is sent when that ends or is repeated
class Reads(Server):
    """Has one round of its own reads on its way; all reads that wait share the next."""

    replace("read_point", "if needed > self.confirmedRound:", "if needed > self.confirmedRound and not self.rounds:")
    replace(
        "finish_round",
        "self.rounds = {later: state for later, state in self.rounds.items() if later > number}",
        "self.rounds = {later: state for later, state in self.rounds.items() if later > number}\n"
        "waits = [read[-1] for read in (*self.pendingReads, *self.askedReads)]\n"
        "if not self.rounds and waits and max(waits) > number:\n"
        "    self.confirmLeadership()",
    )
