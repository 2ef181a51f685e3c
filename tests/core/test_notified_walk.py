"""What is relied on, against somebody who remembers all of it, for anything that can happen in any order."""

from hypothesis import given, strategies as st

from custom_components.volue_spark.spark.models import EventId, Notification, SparkEvent
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
    """One account over restarts; ``expected`` is what somebody would say who remembers all."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.notified = Notified()
        self.notified.listen(START, is_new_way=True)
        self.since = 0.0
        self.made: list[SparkEvent] = []
        self.minutes: list[int] = []
        self.dated: set[EventId] = set()
        self.found: list[SparkEvent] = []
        self.told: set[EventId] = set()
        self.expected = False

    def take(self, step: str, which: int, now: int) -> None:
        """Let something happen in minute ``now``."""
        match step:
            case "made":
                self.minutes.append(now)
                self.made.append(curve(len(self.made), now))
            case "found":
                self.found = list(self.made)
                self.notified.learn(self.found)
            case "restarted":
                self.restart(now)
            case "replayed":
                self.hear(told(which + 100, -60), now)
            case "told" if which < len(self.made):
                # What says when it was made need not be found first.
                self.hear(told(which), now)
            case "told again" if which < len(self.made):
                self.hear(told(which, self.minutes[which], name=f"again {which}"), now)
        self.judge()

    def hear(self, notification: Notification, now: int) -> None:
        """Be told; a repeat is worth nothing."""
        is_repeat = notification.event_id in self.told
        is_known = notification.event_id in {event.event_id for event in self.found}
        asks = self.notified.hear(notification, self.found, START + now * MINUTE)
        assert asks == (not is_repeat and not is_known)
        assert notification.event_id
        if notification.created_at and not is_repeat:
            self.dated.add(notification.event_id)
        self.told.add(notification.event_id)

    def restart(self, now: int) -> None:
        """Forget what was heard; what is on disk is whether it could be relied on."""
        before, self.notified = self.notified, Notified()
        self.notified.is_proved = before.is_proved
        self.notified.listen(START + now * MINUTE, is_new_way=False)
        self.since, self.told, self.dated = now, set(), set()

    def judge(self) -> None:
        """Look at the newest curve of those that are known, by a list or by what they say, and were made since."""
        known = {event.event_id for event in self.found} | self.dated
        recent = [event for event in self.made if event.event_id in known and self.is_recent(event)]
        if recent:
            self.expected = max(recent, key=lambda event: event.created_at).event_id in self.told

    def is_recent(self, event: SparkEvent) -> bool:
        """Tell whether somebody listened when it was made."""
        return event.created_at >= START + self.since * MINUTE
