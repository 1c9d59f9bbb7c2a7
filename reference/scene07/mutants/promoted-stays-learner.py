# caught by: test_simple_change
class Membership(Server):
    """A learner that becomes a voter stays a learner too."""

    replace(
        "next_configuration",
        "            learners.discard(change.server)\n",
        '            if change.action != "voter":\n                learners.discard(change.server)\n',
    )
