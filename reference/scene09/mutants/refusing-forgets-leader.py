# caught by: test_event_changes_only_what_it_is_about
class Reads(Server):
    """A follower that refuses a read forgets its leader."""

    replace(
        "handleRead",
        "self.reply(command.client, command.sequence, NOT_LEADER)",
        "self.reply(command.client, command.sequence, NOT_LEADER)\nself.leaderId = None",
    )
