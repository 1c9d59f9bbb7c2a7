# variant: no message holds more than two entries, whatever the deployment allows; the rest follows at once
"""Sends a long log in pieces."""

OWN_LIMIT = 2


class Replication(Server):
    replace(
        "append_request",
        "entries=self.log.entriesFrom(prev + 1, self.options.entriesPerAppend),",
        "entries=self.log.entriesFrom(prev + 1, min(OWN_LIMIT, self.options.entriesPerAppend or OWN_LIMIT)),",
    )
