# caught by: test_simple_change
class Membership(Server):
    """A voter that becomes a learner replaces the learners there were."""

    replace(
        "next_configuration",
        "                learners.add(change.server)",
        "                learners = {change.server}",
    )
