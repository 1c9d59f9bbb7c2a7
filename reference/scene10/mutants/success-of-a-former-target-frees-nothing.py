# caught by: test_answers_in_any_order
class Operations(Server):
    """After a transfer that failed, a success of the former target leaves the window as it is."""

    replace("transferLeadership", "self.transfer_target = target", "self.transfer_target = self.former = target")
    replace(
        "count_success",
        "if sent[1] > index",
        "if sent[1] > index or (vars(self).get('former') == follower and self.transfer_target is None)",
    )
