# caught by: test_large_entry_is_sent_alone
class Operations(Server):
    """Sends no entry above bytes_per_append."""

    replace("replicateTo", "if sent and not", "if 0 < (self.options.bytes_per_append or 0) < size or sent and not")
