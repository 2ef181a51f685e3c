"""The walk: each rule is something that happens in a house; hypothesis strings them together."""

from datetime import timedelta
from typing import Any, ClassVar, override

from homeassistant.const import STATE_OFF
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.shell.conftest import CHARGER, TANK
from tests.shell.control.walk.appliance import Appliance, Mood
from tests.shell.control.walk.curve import QUARTER, quarter_of
from tests.shell.control.walk.house import House
from tests.shell.control.walk.watch import PATIENCE, Watch

HOUR = timedelta(hours=1)
devices = st.sampled_from([CHARGER, TANK])
deltas = st.lists(st.sampled_from([-0.5, -0.5, 0.0, 0.3]), min_size=3, max_size=12)
lengths = st.sampled_from([1, 4, 12, 20, 31, 65, 200, 600, 900, 2700, 3600, 7200])
temperatures = st.sampled_from([40.0, 44.9, 45.0, 50.0, 62.0, None])


class Walk(RuleBasedStateMachine):
    """One house, from its first start to an end at which nothing is wished any more."""

    make: ClassVar[Any]

    def __init__(self) -> None:
        """Stand before a house in which nothing runs."""
        super().__init__()
        self.watch = Watch()
        self.house: House = type(self).make(self.watch)
        self.watch.house = self.house

    @initialize(charger=st.sampled_from(["on", "off"]), tank=st.sampled_from(["on", "on", "off"]), curve=deltas)
    def begins(self, charger: str, tank: str, curve: list[float]) -> None:
        """Start with a curve and devices that are on or off."""
        self._appliance(CHARGER).switch(charger)
        self._appliance(TANK).switch(tank)
        self.publishes(2, curve)
        self._begins_anew()
        self.house.run(self.house.start())
        self._passes(61)
        self.house.warm(50.0)

    def _appliance(self, key: str) -> Appliance:
        return self.house.appliances[key]

    def _passes(self, seconds: float) -> None:
        self.house.run(self.house.passes(timedelta(seconds=seconds)))

    @rule(seconds=lengths)
    def time_passes(self, seconds: int) -> None:
        """Let time pass."""
        self._passes(seconds)

    @rule(seconds=st.sampled_from([-1, 0, 1, 40]))
    def reaches_an_edge(self, seconds: int) -> None:
        """Let time reach the next start or end of an interval, or nearly."""
        edge = next(self.house.curve.edges(self.house.now), None)
        if edge:
            self._passes(max((edge - self.house.now).total_seconds() + seconds, 0.0))

    @rule(after=st.integers(0, 4), curve=deltas)
    def publishes(self, after: int, curve: list[float]) -> None:
        """Let Spark publish a curve of quarters, from this one or a later one on."""
        start = quarter_of(self.house.now) + after * QUARTER
        self.watch.hears(f"Spark publishes {curve} from {start:%H:%M}")
        self.house.run(self.house.publish(start, curve))

    @rule(key=devices)
    def person_switches(self, key: str) -> None:
        """Let a person switch a device at itself."""
        appliance = self._appliance(key)
        seen, house = self.watch.of(appliance), self.house
        is_settled = house.passed - seen.called_at >= PATIENCE and not appliance.coming and not appliance.is_away
        was_off = appliance.shown == STATE_OFF
        is_held = seen.ours is not None and seen.has_obeyed and appliance.shown == seen.ours and seen.is_following
        seen.touched_at = house.passed
        # Nobody can tell a person from a late answer: to a call that was taken back, or to one that gave back.
        is_overtaken = seen.ours and not seen.has_obeyed and seen.news != self.watch.news
        is_just_back = seen.ours is None and house.passed - seen.called_at < PATIENCE
        seen.is_unclear |= bool(is_overtaken or is_just_back)
        self.watch.hears(f"a person switches {appliance.entity_id} {appliance.opposite}")
        appliance.switch(appliance.opposite)
        if is_settled and is_held and not seen.is_unclear:
            seen.contrary_until = self._end_of_hours(waits=was_off)
        house.run(house.settle())

    def _end_of_hours(self, *, waits: bool) -> Any:
        house = self.house
        coming = house.curve.next_start(house.now) if waits else None
        start = house.now if house.curve.is_favourable(house.now) else coming
        return house.curve.ends(start) if start else None

    @rule(key=devices, wanted=st.booleans())
    def follows(self, key: str, wanted: bool) -> None:
        """Let a person switch following on or off."""
        seen = self._asks(key, f"follow {wanted}")
        seen.is_following, seen.run, seen.left = wanted, None, None
        self.house.run(self.house.controller(key).follow(wanted=wanted))
        self.watch.looks()

    @rule(key=devices, hours=st.sampled_from([0, 1, 2]))
    def runs_for(self, key: str, hours: int) -> None:
        """Let a person ask for so many hours."""
        seen = self._asks(key, f"run for {hours} h")
        seen.run = (self.house.now, self.house.now + hours * HOUR)
        seen.left = None if hours else seen.left
        self.house.run(self.house.controller(key).run_for(hours * HOUR))
        self.watch.looks()

    @rule(key=devices, hours=st.sampled_from([0, 3]))
    def is_left_alone(self, key: str, hours: int) -> None:
        """Let a person want it left alone."""
        seen = self._asks(key, f"leave alone for {hours} h")
        seen.left = (self.house.now, self.house.now + hours * HOUR)
        seen.run = None if hours else seen.run
        self.house.run(self.house.controller(key).leave_alone_for(hours * HOUR))
        self.watch.looks()

    def _asks(self, key: str, what: str) -> Any:
        seen = self.watch.of(self._appliance(key))
        self.watch.hears(f"a person asks {key}: {what}")
        seen.asked_at = seen.touched_at = self.house.passed
        seen.contrary_until = None
        return seen

    @rule(key=devices, mood=st.sampled_from(Mood))
    def turns(self, key: str, mood: Mood) -> None:
        """Let a device be as devices are."""
        appliance = self._appliance(key)
        appliance.mood = mood
        self.watch.of(appliance).touched_at = self.house.passed

    @rule(key=devices)
    def goes_away(self, key: str) -> None:
        """Let a device go out of reach, or come back."""
        appliance = self._appliance(key)
        appliance.is_away = not appliance.is_away
        self.watch.of(appliance).touched_at = self.house.passed
        self.watch.hears(f"{appliance.entity_id} is {appliance.state}")
        appliance.report(appliance.shown)
        self.house.run(self.house.settle())

    @rule(temperature=temperatures)
    def warms(self, temperature: float | None) -> None:
        """Let the tank be warmer or colder."""
        self.watch.hears(f"the tank has {temperature} °C")
        self.house.warm(temperature)
        self.house.run(self.house.settle())

    @rule()
    def reloads(self) -> None:
        """Reload the account."""
        self.watch.hears("the account is reloaded")
        self._begins_anew()
        self.house.run(self.house.reload())

    @rule(seconds=st.sampled_from([3, 40, 1200, 3600]), who=st.sampled_from([None, CHARGER, TANK]))
    def restarts(self, seconds: int, who: str | None) -> None:
        """Stop Home Assistant, let a person use a switch meanwhile, and start it again."""
        self.watch.hears("Home Assistant stops")
        self.house.run(self.house.stop())
        self._passes(seconds)
        if who:
            self.person_switches(who)
        self._begins_anew()
        self.watch.hears("Home Assistant starts")
        self.house.run(self.house.start())

    def _begins_anew(self) -> None:
        self.watch.begun_at = self.house.passed
        for seen in self.watch.seen.values():
            seen.asked_at, seen.calls = self.house.passed, 0

    @rule(minutes=st.sampled_from([-60, -1, 1, 60]))
    def clock_is_set(self, minutes: int) -> None:
        """Set the clock."""
        self.watch.hears(f"the clock is set by {minutes} minutes")
        self.watch.jumped_at = self.house.passed
        self.house.run(self.house.jump(timedelta(minutes=minutes)))

    @invariant()
    @precondition(lambda self: self.house.hass is not None)
    def holds(self) -> None:
        """Nothing that must hold is broken."""
        assert self.watch.wrong == [], "\n".join([*self.watch.told, *self.watch.wrong])

    @override
    def teardown(self) -> None:
        """Let all wishes end, and look how each device was left."""
        try:
            if self.house.hass and not self.watch.wrong:
                self._comes_to_an_end()
        finally:
            self.house.run(self.house.end())

    def _comes_to_an_end(self) -> None:
        for appliance in self.house.appliances.values():
            appliance.mood = Mood.OBEYS
            if appliance.is_away:
                appliance.is_away = False
                appliance.report(appliance.shown)
        self.watch.hears("nothing is wished any more")
        self.house.run(self.house.publish(quarter_of(self.house.now), [0.0] * 4 * 30))
        for key in (CHARGER, TANK):
            self.runs_for(key, 0)
        self._passes(30 * 60)
        self.watch.ends()
        self.holds()
