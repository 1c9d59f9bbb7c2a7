# variant: how far the log agrees with a leader's is about a term, which a candidacy ends too
class Operations(Server):
    """Forgets verified_index where it starts an election, not only at a message of a newer term."""

    def becomeCandidate(self) -> None:
        super().becomeCandidate()
        self.verified_index = 0
