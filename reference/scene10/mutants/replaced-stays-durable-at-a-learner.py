# caught by: test_replaced_entry_is_not_durable
class Operations(Server):
    """At a learner what was cut stays durable."""

    replace(
        "truncateConflicts",
        "self.durable_index = min(self.durable_index, end)",
        "if self.id in self.configuration().voters:\n    self.durable_index = min(self.durable_index, end)",
    )
