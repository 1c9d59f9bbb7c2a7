# caught by: test_simple_change
class Membership(Server):
    """A voter that becomes a learner keeps its vote."""

    replace(
        "next_configuration",
        "            voters.discard(change.server)\n",
        '            if change.action != "learner":\n                voters.discard(change.server)\n',
    )
