# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """With Pre-Vote a newer term stops the election timer."""

    replace(
        "becomeFollower", "self.persist()", "self.persist()\nif self.options.preVote:\n    self.cancelTimer('election')"
    )
