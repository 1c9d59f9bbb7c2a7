# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """Where an append has few entries, a candidate begins commitIndex again."""

    replace(
        "becomeCandidate",
        "self.persist()",
        "self.persist()\nif self.options.entriesPerAppend:\n    self.commitIndex = 0",
    )
