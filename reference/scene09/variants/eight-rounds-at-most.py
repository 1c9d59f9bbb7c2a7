# variant: the newest rounds confirm what the oldest would have confirmed
class Reads(Server):
    """Forgets the oldest round when more than eight are out."""

    replace(
        "confirmLeadership",
        "self.finish_round(self.lastRound)",
        "if len(self.rounds) > 8:\n    del self.rounds[min(self.rounds)]\nself.finish_round(self.lastRound)",
    )
