# caught by: test_event_changes_only_what_it_is_about
class Membership(Server):
    """A leader that changes the configuration never checks its majority again."""

    replace(
        "proposeConfiguration",
        "self.append_configuration(target)",
        "self.append_configuration(target)\nself.cancelTimer('quorum')",
    )
