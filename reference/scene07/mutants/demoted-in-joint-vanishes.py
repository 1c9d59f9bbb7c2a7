# caught by: test_joint_change
class Membership(Server):
    """A voter that becomes a learner by way of joint is no learner until joint is left."""

    replace(
        "next_configuration",
        "tuple(sorted(learners)), old_voters)",
        "tuple(sorted(learners - set(old_voters or ()))), old_voters)",
    )
