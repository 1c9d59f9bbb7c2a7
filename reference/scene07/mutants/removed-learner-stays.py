# caught by: test_simple_change
class Membership(Server):
    """Removing a learner does nothing."""

    replace(
        "next_configuration",
        "            learners.discard(change.server)\n",
        '            if change.action == "voter":\n                learners.discard(change.server)\n',
    )
