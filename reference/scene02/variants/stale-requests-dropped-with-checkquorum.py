# variant: a stale request may be dropped, in some deployments or in all
class Terms(Server):
    """Refuses old requests only without CheckQuorum."""

    replace("rejectStale", "if refusal is not None:", "if refusal is not None and not self.options.checkQuorum:")
