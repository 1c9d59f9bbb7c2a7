# caught by: test_refusal_tells_the_current_term
class Terms(Server):
    """Where an append has one entry, a refusal repeats the old term."""

    replace(
        "rejectStale",
        "refusal = message.refusal(self.currentTerm, self.id)",
        "term = message.term if self.options.entriesPerAppend == 1 else self.currentTerm\n"
        "refusal = message.refusal(term, self.id)",
    )
