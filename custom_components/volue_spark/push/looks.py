"""When Spark is asked about the webhook: seldom while it is well, and ever more seldom while it is not."""

from datetime import datetime, timedelta

from ..spark.timeline import NEVER

# What is well is looked at about once a day, with the token of a poll that is made anyway, if there is one.
_DAILY, _WITH_A_TOKEN = timedelta(hours=26), timedelta(hours=18)
# What is not well, or could not be looked at, is looked at again after this, then after twice as long.
_FIRST = timedelta(hours=1)
_MOST_DOUBLINGS = 5
# Whatever wakes us: nothing that a look can find changes faster.
_LEAST = timedelta(minutes=10)


class Looks:
    """The looks at one webhook since the account was loaded."""

    def __init__(self) -> None:
        """Have looked at nothing yet, which is due."""
        self._at: datetime | None = None
        self._about: str | None = None
        self._in_vain = 0
        self._is_doubted = False
        self._left_alone_until = NEVER

    def is_due(self, now: datetime, *, has_token: bool, about: str | None = None) -> bool:
        """Tell whether it is time; ``about`` is our address: another one is told at once."""
        if self._at is None or now < self._at:
            return True
        if now < self._left_alone_until:
            return False
        if about and about != self._about:
            return True
        passed = now - self._at
        return passed >= (_LEAST if self._is_doubted else self._pause(has_token=has_token))

    def _pause(self, *, has_token: bool) -> timedelta:
        if self._in_vain:
            return min(_FIRST * (1 << min(self._in_vain - 1, _MOST_DOUBLINGS)), _DAILY)
        return _WITH_A_TOKEN if has_token else _DAILY

    def doubt(self) -> None:
        """Let the next one be due soon: something is not as it was."""
        self._is_doubted = True

    def begin(self, now: datetime, about: str | None) -> None:
        """Look now."""
        self._at, self._about, self._is_doubted = now, about, False

    def end(self, *, is_well: bool) -> None:
        """Note what the look found."""
        self._in_vain = 0 if is_well else self._in_vain + 1

    def leave_alone(self, pause: timedelta) -> None:
        """Look at nothing for so long after the last one, whatever happens: Spark asked for it, or offers nothing."""
        self._left_alone_until = (self._at or NEVER) + pause
