# caught by: test_each_side_decides
class Membership(Server):
    """In the joint phase one majority of the union is enough."""

    replace(
        "quorum",
        "sides = (configuration.voters, configuration.old_voters or ())",
        "sides = (tuple({*configuration.voters, *(configuration.old_voters or ())}),)",
    )
