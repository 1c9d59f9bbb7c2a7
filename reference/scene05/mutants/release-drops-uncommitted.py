# caught by: test_event_changes_only_what_it_is_about
"""A leader that steps down deletes the entries whose clients it released."""


class Commit(Server):
    replace(
        "answerClients",
        "del self.waiting[index]",
        "del self.waiting[index]\nif outcome == UNKNOWN and kept:\n    self.log.truncateFrom(index)",
    )
