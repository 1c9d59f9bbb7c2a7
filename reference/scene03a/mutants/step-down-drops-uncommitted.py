# caught by: test_event_changes_only_what_it_is_about
class PreVoting(Server):
    """A leader that lost its majority deletes what is not committed."""

    replace(
        "checkQuorum",
        "self.leaderId = None",
        "self.leaderId = None\nself.log.truncateFrom(self.commitIndex + 1)\nself.persist()",
    )
