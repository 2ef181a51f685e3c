"""What is relied on, against somebody who remembers all of it, for anything that can happen in any order."""

from hypothesis import given, strategies as st

from custom_components.volue_spark.spark.models import Notification, SparkEvent
from custom_components.volue_spark.spark.notified import Notified

from .test_notified import MINUTE, START, curve, told


@given(
    st.lists(
        st.tuples(st.sampled_from(["made", "told", "told again", "found", "replayed", "restarted"]), st.integers(0, 5)),
        max_size=30,
    )
)
def test_polls_are_seldom_only_while_the_newest_curve_was_told_of(steps: list[tuple[str, int]]) -> None:
    """Whatever is lost, repeated, late or replayed: judged here by looking back over all of it."""
    house = House()
    for now, (step, which) in enumerate(steps, start=1):
        house.take(step, which, now)
        assert house.notified.is_proved == house.expected


class House:
    """One account over restarts, in minutes; ``expected`` is what somebody would say who remembers all."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.notified = Notified()
        self.notified.listen(START, is_new_way=True)
        self.since, self.last = 0, 0
        self.made: list[SparkEvent] = []
        self.minutes: list[int] = []
        self.found = 0
        self.told_at: dict[int, int] = {}
        self.sought: dict[int, int] = {}
        self.replayed: set[int] = set()
        self.expected = False

    def take(self, step: str, which: int, now: int) -> None:
        """Let something happen in minute ``now``."""
        match step:
            case "made":
                self.minutes.append(now)
                self.made.append(curve(len(self.made), now))
            case "found":
                self.found = len(self.made)
                self.notified.learn(self.made, START + now * MINUTE)
                self.look(now)
            case "restarted":
                self.restart(now)
            case "replayed":
                assert self.hear(told(which + 100, -60), now) == (which not in self.replayed)
                self.replayed.add(which)
                self.look(now)
            case "told" | "told again" if which < len(self.made):
                dated = None if step == "told" else self.minutes[which]
                self.be_told(which, told(which, dated, name=f"{step} {which}"), now)

    def be_told(self, which: int, notification: Notification, now: int) -> None:
        """Be told; a repeat is worth nothing."""
        is_repeat, is_known = which in self.told_at, which < self.found
        assert self.hear(notification, now) == (not is_repeat and not is_known)
        if is_repeat:
            return
        self.told_at[which] = now
        says = self.minutes[which] if is_known or notification.created_at else now
        if says >= self.since:
            self.last = now
            if not is_known:
                self.sought[which] = now
        self.look(now)

    def hear(self, notification: Notification, now: int) -> bool:
        """Tell it what arrived."""
        return self.notified.hear(notification, self.made[: self.found], START + now * MINUTE)

    def restart(self, now: int) -> None:
        """Forget what was heard; on disk is when that was, and whether it could be relied on."""
        before, self.notified = self.notified, Notified()
        self.notified.is_proved, self.notified.last = before.is_proved, before.last
        self.notified.listen(START + now * MINUTE, is_new_way=False)
        self.since = self.last if before.last else now
        self.told_at, self.sought, self.replayed = {}, {}, set()

    def look(self, now: int) -> None:
        """Judge what is listed: the newest curve since, and whether it was told of within a quarter of an hour."""
        self.sought = {which: at for which, at in self.sought.items() if which >= self.found}
        if any(at + 5 <= now for at in self.sought.values()):
            self.sought, self.since, self.expected = {}, now, False
            return
        recent = [which for which in range(self.found) if self.minutes[which] >= self.since]
        told_of = [which for which in recent if self.told_at.get(which, now + 99) <= self.minutes[which] + 15]
        missed = [which for which in recent if which not in told_of and self.minutes[which] > self.since]
        if told_of or missed:
            self.expected = max(told_of, default=-1) > max(missed, default=-1)
