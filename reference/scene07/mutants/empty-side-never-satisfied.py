# caught by: test_empty_side_asks_for_nobody
class Membership(Server):
    """A majority of an empty side is never reached."""

    replace(
        "quorum",
        "(configuration.voters, configuration.old_voters or ())",
        "(configuration.voters, *([] if configuration.old_voters is None else [configuration.old_voters]))",
    )
    replace("quorum", " for side in sides if side)", " for side in sides)")
