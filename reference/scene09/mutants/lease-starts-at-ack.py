# caught by: test_lease_counts_from_sending
class Reads(Server):
    """Counts the lease from the answer that completes the majority."""

    replace("finish_round", "sent, answered = self.rounds[number]", "sent, answered = self.now, self.rounds[number][1]")
