# caught by: test_own_term_commits_the_older
class Operations(Server):
    """A leader that led before begins without a no-op."""

    replace(
        "becomeLeader",
        "if self.options.no_op:",
        "led, self.led = vars(self).get('led', False), True\nif self.options.no_op and not led:",
    )
