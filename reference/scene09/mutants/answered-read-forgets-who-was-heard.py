# caught by: test_event_changes_only_what_it_is_about
class Reads(Server):
    """An answered read forgets who was heard."""

    replace(
        "serveReads",
        "self.reply(client, sequence, OK, self.machine.get(key))",
        "self.reply(client, sequence, OK, self.machine.get(key))\nself.active = set()",
    )
