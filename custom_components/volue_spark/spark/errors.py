"""What can go wrong between us and Spark, named after what the caller does about it."""


class SparkError(Exception):
    """Base of everything that leaves this package on purpose.

    ``may_have_arrived`` tells whether Spark may have carried out the request all
    the same: only where it is False can a write be repeated without harm.
    """

    may_have_arrived = False


class SparkAuthError(SparkError):
    """The credentials were rejected: ask the user for new ones.

    ``token_granted`` tells that Volue's login accepted the credentials and the
    API refused them all the same: this account has no access to this environment.
    """

    def __init__(self, message: str, *, token_granted: bool = False) -> None:
        """Keep which of the two doors stayed shut."""
        super().__init__(message)
        self.token_granted = token_granted


class SparkConnectionError(SparkError):
    """No usable answer: try again later.

    ``status`` is the HTTP status (5xx, of a login also 4xx) or None when nothing
    came back.
    """

    def __init__(self, message: str, *, status: int | None = None, may_have_arrived: bool = True) -> None:
        """Keep what decides whether a write may be repeated."""
        super().__init__(message)
        self.status = status
        self.may_have_arrived = may_have_arrived


class SparkRateLimitError(SparkError):
    """Too many requests: wait ``retry_after`` seconds, or as long as you like when None."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        """Keep how long Spark asked us to wait."""
        super().__init__(message)
        self.retry_after = retry_after


class SparkRequestError(SparkError):
    """Spark understood and declined (other 4xx); ``reason`` is what it said, at most a line."""

    def __init__(self, status: int, reason: str) -> None:
        """Keep status and words."""
        super().__init__(f"{status}: {reason}" if reason else str(status))
        self.status = status
        self.reason = reason


class SparkDataError(SparkError):
    """An answer that we cannot read; never half-parsed."""

    may_have_arrived = True
