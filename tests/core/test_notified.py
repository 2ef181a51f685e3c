"""What Spark tells by itself: repeats, what is looked for, and when it is good enough to listen."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.volue_spark.spark.models import (
    EventId,
    LocationId,
    Notification,
    NotificationId,
    PriceCurve,
    PriceCurvePayload,
    ResourceId,
    SparkEvent,
    Target,
    UserEligibilityPayload,
)
from custom_components.volue_spark.spark.notified import Notified

START = datetime(2027, 6, 1, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
EMPTY = PriceCurve((), timedelta(hours=1), "NOK")
OURS = (Target(ResourceId("resource-1"), LocationId("location-1")),)


def curve(number: int, minute: float = 0, targets: tuple[Target, ...] = OURS) -> SparkEvent:
    """Return a curve that Spark made some minutes after the start."""
    return SparkEvent(EventId(f"event-{number}"), START + minute * MINUTE, PriceCurvePayload(targets, EMPTY, "NO1"))


def told(number: int, minute: float | None = None, name: str | None = None) -> Notification:
    """Return the notification of an event, with or without when that was made."""
    created_at = None if minute is None else START + minute * MINUTE
    return Notification(NotificationId(name or f"notification-{number}"), EventId(f"event-{number}"), created_at)


@pytest.fixture
def notified() -> Notified:
    """Return one that listens since the start, over a way that nobody has tried."""
    found = Notified()
    found.listen(START, is_new_way=True)
    return found


def test_an_event_that_is_told_of_is_asked_for_once(notified: Notified) -> None:
    """Spark repeats what was not answered in time: each would cost a poll."""
    assert notified.hear(told(1), [], START + MINUTE)
    assert notified.last == START + MINUTE
    assert not notified.hear(told(1), [], START + 2 * MINUTE)
    assert not notified.hear(told(1, name="another"), [], START + 3 * MINUTE)
    assert not notified.hear(told(2, name="notification-1"), [], START + 4 * MINUTE)
    assert notified.last == START + MINUTE


def test_a_notification_without_any_id_asks_each_time(notified: Notified) -> None:
    """It is signed, so something is new; who brings polls forward has a limit."""
    assert notified.hear(Notification(None, None), [], START)
    assert notified.hear(Notification(None, None), [], START)
    assert not notified.still_awaits([], START)


def test_an_event_that_is_known_already_asks_for_nothing(notified: Notified) -> None:
    """The poll was faster."""
    assert not notified.hear(told(1), [curve(1, 1)], START + 2 * MINUTE)
    assert notified.last == START + 2 * MINUTE


def test_an_event_that_is_listed_late_is_looked_for_five_minutes(notified: Notified) -> None:
    """One poll that came too early would leave the curve unknown for hours."""
    assert not notified.still_awaits([], START)
    notified.hear(told(1, 0), [], START)
    assert notified.still_awaits([curve(2)], START + 4.9 * MINUTE)
    assert not notified.still_awaits([curve(1)], START + MINUTE)
    assert not notified.still_awaits([], START + 5 * MINUTE)


def test_nothing_is_relied_on_before_something_new_was_told(notified: Notified) -> None:
    """A signature alone proves little: an event that does not say when it was made has to be found first."""
    assert not notified.is_proved
    notified.hear(told(1), [], START)
    assert not notified.is_proved
    notified.learn([], START + 4 * MINUTE)
    assert not notified.is_proved
    notified.learn([curve(1)], START + 4 * MINUTE)
    assert notified.is_proved


def test_what_is_told_of_and_not_listed_is_not_relied_on(notified: Notified) -> None:
    """A list that lags would leave each curve unknown for half a day; it is found by close polls."""
    events = [curve(1, 0)]
    notified.hear(told(1, 0), events, START)
    assert (notified.is_proved, notified.is_relied_on) == (True, True)
    notified.hear(told(2, 1), events, START + MINUTE)
    assert (notified.is_proved, notified.is_relied_on) == (True, False)
    notified.learn([*events, curve(2, 1)], START + 2 * MINUTE)
    assert notified.is_relied_on


def test_what_was_told_of_and_looked_for_in_vain_ends_it(notified: Notified) -> None:
    """Nobody knows when it will be listed: until the next one is told and found, polls are close."""
    events = [curve(1, 0)]
    notified.hear(told(1, 0), events, START)
    notified.hear(told(2, 1), events, START + MINUTE)
    notified.learn(events, START + 6 * MINUTE)
    assert (notified.is_proved, notified.is_relied_on) == (False, False)
    events.append(curve(2, 1))
    notified.learn(events, START + 8 * MINUTE)
    assert not notified.is_proved
    events.append(curve(3, 9))
    notified.hear(told(3, 9), events, START + 9 * MINUTE)
    assert notified.is_relied_on


def test_what_is_told_of_too_late_was_missed(notified: Notified) -> None:
    """A post that comes an hour late each day would have each curve found by the poll at three."""
    events = [curve(1, 0)]
    notified.learn(events, START + MINUTE)
    assert not notified.hear(told(1, 0), events, START + 15.1 * MINUTE)
    assert not notified.is_proved
    events.append(curve(2, 20))
    notified.hear(told(2, 20), events, START + 35 * MINUTE)
    assert notified.is_proved


def test_a_clock_that_was_ahead_hides_nothing_for_long(notified: Notified) -> None:
    """Some machines know the time only minutes after their start."""
    notified.hear(told(1), [curve(1)], START)
    notified.last = START + 4320 * MINUTE
    notified.listen(START + 4321 * MINUTE, is_new_way=False)
    notified.learn([curve(1)], START + MINUTE)
    notified.learn([curve(1), curve(2, 2)], START + 3 * MINUTE)
    assert not notified.is_proved


def test_what_was_made_while_home_assistant_was_down_was_missed(notified: Notified) -> None:
    """A restart at two each day would hide that nothing arrives any more."""
    restarted = Notified()
    restarted.is_proved, restarted.last = True, START
    restarted.listen(START + 10 * MINUTE, is_new_way=False)
    restarted.learn([curve(1, 0)], START + 10 * MINUTE)
    assert restarted.is_proved
    restarted.learn([curve(1, 0), curve(2, 5)], START + 10 * MINUTE)
    assert not restarted.is_proved


@pytest.mark.parametrize("targets", [OURS, ()], ids=["ours", "another customer's"])
def test_what_is_told_of_others_proves_the_way_too(notified: Notified, targets: tuple[Target, ...]) -> None:
    """A partner's account holds other customers, whose curves arrive the same way."""
    notified.hear(told(1), [], START)
    notified.learn([curve(1, targets=targets)], START + 4 * MINUTE)
    assert notified.is_proved


def test_an_event_that_says_it_is_from_the_future_vouches_for_nothing(notified: Notified) -> None:
    """A clock at Spark that is a day ahead would hide for a day that nothing arrives any more."""
    notified.hear(told(1, 1440), [], START + MINUTE)
    assert not notified.is_proved
    notified.learn([curve(2, 2)], START + 3 * MINUTE)
    assert not notified.is_proved


def test_a_curve_that_nobody_told_of_ends_it_until_the_next_one_is_told(notified: Notified) -> None:
    """Else a proxy that broke would make every curve half a day late."""
    events = [curve(1, 1)]
    notified.hear(told(1), events, START + MINUTE)
    assert notified.is_proved
    events.append(curve(2, 2))
    notified.learn(events, START + 4 * MINUTE)
    assert not notified.is_proved
    notified.learn(events, START + 4 * MINUTE)
    assert not notified.is_proved
    events.append(curve(3, 3))
    notified.hear(told(3), events, START + 3 * MINUTE)
    assert notified.is_proved


def test_a_curve_that_was_found_first_and_told_of_a_moment_later_was_not_missed(notified: Notified) -> None:
    """A poll may happen to be faster than a notification."""
    events = [curve(1, 1)]
    notified.learn(events, START + 4 * MINUTE)
    assert not notified.is_proved
    assert not notified.hear(told(1), events, START + 2 * MINUTE)
    assert notified.is_proved


def test_of_curves_that_were_made_together_one_is_told_of_first(notified: Notified) -> None:
    """The poll in between finds all: the others were not missed, and the next poll can wait half a day."""
    notified.hear(told(1), [], START + MINUTE)
    notified.learn([curve(1, 1), curve(2, 1), curve(3, 1.4)], START + 4 * MINUTE)
    assert notified.is_proved
    notified.learn([curve(1, 1), curve(2, 1), curve(3, 1.6)], START + 4 * MINUTE)
    assert not notified.is_proved


def test_an_older_one_that_arrives_late_does_not_undo_a_missed_one(notified: Notified) -> None:
    """Notifications arrive in any order; the newest curve counts."""
    events = [curve(2, 2), curve(1, 1)]
    notified.learn(events, START + 4 * MINUTE)
    notified.hear(told(1), events, START + 3 * MINUTE)
    assert not notified.is_proved


@pytest.mark.parametrize(
    "event",
    [
        curve(2, 2, targets=()),
        SparkEvent(EventId("event-2"), START + 2 * MINUTE, UserEligibilityPayload((), ())),
        curve(2, -1),
    ],
    ids=["another customer's", "no curve", "made before we listened"],
)
def test_not_every_event_has_to_be_told_of(notified: Notified, event: SparkEvent) -> None:
    """What is not ours, or was made while nobody listened, was missed by nobody."""
    notified.hear(told(1), [curve(1, 1)], START + MINUTE)
    notified.learn([curve(1, 1), event], START + 4 * MINUTE)
    assert notified.is_proved


def test_what_is_replayed_after_a_restart_proves_nothing(notified: Notified) -> None:
    """What was signed once can be sent again by anybody, and a restart forgets what was heard."""
    assert not notified.hear(told(1, -60), [curve(1, -60)], START + MINUTE)
    assert not notified.hear(told(3), [curve(3, -60)], START + MINUTE)
    # One that is too old to be kept, or was deleted: it cannot be told from a new one before Spark was asked.
    assert notified.hear(told(2, -60), [], START + MINUTE)
    assert not notified.still_awaits([], START + MINUTE)
    notified.learn([curve(1, -60), curve(2, -60)], START + 4 * MINUTE)
    assert (notified.is_proved, notified.last) == (False, None)


def test_a_replay_does_not_hide_that_a_curve_was_missed(notified: Notified) -> None:
    """Who holds back the true ones could send old ones instead."""
    events = [curve(1, -60), curve(2, 1)]
    notified.learn(events, START + 4 * MINUTE)
    notified.hear(told(1), events, START + 2 * MINUTE)
    notified.hear(told(9), events, START + 2 * MINUTE)
    notified.learn(events, START + 4 * MINUTE)
    assert not notified.is_proved


def test_a_restart_goes_on_as_it_was_and_a_new_way_begins_anew(notified: Notified) -> None:
    """Each restart would cost a day of close polls; but a new address has never been reached by anybody."""
    notified.hear(told(1), [curve(1)], START)
    notified.listen(START + MINUTE, is_new_way=False)
    assert notified.is_proved
    notified.learn([curve(1)], START + 4 * MINUTE)
    assert notified.is_proved
    notified.listen(START + MINUTE, is_new_way=True)
    assert not notified.is_proved
    notified.learn([curve(1)], START + 4 * MINUTE)
    assert not notified.is_proved
    notified.learn([curve(2, 1)], START + 4 * MINUTE)
    assert not notified.is_proved
    notified.hear(told(3, 2), [curve(2, 0.5), curve(3, 2)], START + 2 * MINUTE)
    assert notified.is_proved


def test_who_listens_to_nothing_relies_on_nothing(notified: Notified) -> None:
    """Where the person said no, or the address is gone, polls are all there is."""
    assert notified.is_listening
    notified.hear(told(1), [curve(1)], START)
    notified.deafen()
    notified.learn([curve(1), curve(2, 1)], START + 4 * MINUTE)
    assert not notified.hear(told(3, 2), [], START + 2 * MINUTE)
    assert (notified.is_listening, notified.is_proved, notified.last) == (False, False, START)


def test_what_is_remembered_is_bounded_and_the_newest_stays(notified: Notified) -> None:
    """A year of notifications must not fill the memory, and a repeat comes within minutes."""
    for number in range(3000):
        notified.hear(told(number), [], START)
    assert not notified.hear(told(2999), [], START)
    assert not notified.hear(told(2501), [], START)
    assert notified.hear(told(0), [], START)
    sizes = [len(held) for held in vars(notified).values() if isinstance(held, dict)]
    assert max(sizes) <= 1000
