# caught by: test_new_term_is_durable_on_return
class Terms(Server):
    """Writes only what is committed with the newer term."""

    replace(
        "becomeFollower",
        "self.leaderId = None",
        "self.leaderId = None\nwhole = list(self.log)\nself.log.truncateFrom(self.commitIndex + 1)",
    )
    replace(
        "becomeFollower",
        "self.persist()",
        "self.persist()\nfor each in whole[self.commitIndex :]:\n    self.log.append(each)",
    )
