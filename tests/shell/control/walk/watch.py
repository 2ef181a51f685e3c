"""What must hold, whatever happens; judged from the curve and from what was seen, never by the policy itself."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.const import STATE_OFF, STATE_ON

from tests.shell.conftest import TANK
from tests.shell.control.walk.appliance import Appliance, Mood
from tests.shell.control.walk.seen import LONG_AGO, Seen, lasts

OSLO = ZoneInfo("Europe/Oslo")
PATIENCE = timedelta(seconds=30)
PAUSE = timedelta(seconds=60)
SETTLED = timedelta(minutes=7)
MOST_CALLS = 4
# What does not go back is asked further, though seldom.
LATER = timedelta(minutes=30)


@dataclass
class Watch:
    """Everything that was seen, and what was wrong with it."""

    wrong: list[str] = field(default_factory=list)
    seen: dict[str, Seen] = field(default_factory=dict)
    last_start: tuple[str, timedelta, datetime] | None = None
    jumped_at: timedelta = LONG_AGO
    begun_at: timedelta = LONG_AGO
    news: int = 0
    was_favourable: bool = False
    house: Any = None
    told: list[str] = field(default_factory=list)

    def of(self, appliance: Appliance) -> Seen:
        """Return what was seen of an appliance."""
        return self.seen.setdefault(appliance.entity_id, Seen(own=appliance.shown))

    def say(self, what: str) -> None:
        """Note what happens, for whoever reads a walk that failed."""
        self.told.append(f"{self.house.now:%d %H:%M:%S} {what}")

    def hears(self, what: str) -> None:
        """Note that something else may be wanted from now on: what is asked then is asked anew."""
        self.news += 1
        self.say(what)

    def _notice(self) -> None:
        """Note the start and the end of favourable hours."""
        is_favourable = self.house.curve.is_favourable(self.house.now)
        self.news += is_favourable is not self.was_favourable
        self.was_favourable = is_favourable

    def ensure(self, holds: object, what: str) -> None:
        """Note what is wrong."""
        if not holds:
            self.wrong.append(f"{self.house.now:%d %H:%M:%S} {what}")

    def called(self, appliance: Appliance, wanted: str) -> None:
        """Judge a call, before the appliance takes it."""
        seen, passed = self.of(appliance), self.house.passed
        self.say(f"we call {wanted}: {appliance.entity_id}, {appliance.mood}, {appliance.shown}")
        self.ensure(not appliance.is_away, f"{appliance.entity_id} is called while it is away")
        is_answered = seen.ours in (None, wanted) or seen.has_obeyed
        self.ensure(appliance.shown != wanted or not is_answered, f"{appliance.entity_id} is {wanted} and asked to be")
        self._is_called_for(appliance, seen, wanted)
        self._notice()
        is_again = seen.ours == wanted and not seen.has_obeyed and seen.news == self.news
        if is_again:
            self._is_patient(appliance, seen)
        elif wanted == STATE_ON:
            self._may_start(appliance, seen)
        if not is_again and is_answered:
            self._is_spared(appliance, seen, wanted)
        if appliance.coming:
            seen.is_unclear = True
        if seen.ours is None:
            seen.own = appliance.shown
        seen.calls = seen.calls + 1 if is_again else 1
        seen.ours, seen.has_obeyed, seen.called_at, seen.news = wanted, False, passed, self.news

    def _is_called_for(self, appliance: Appliance, seen: Seen, wanted: str) -> None:
        """Judge whether there is a reason for a call: the curve, a person, or what it was found in."""
        house, now = self.house, self.house.now
        is_asked = lasts(seen.run, now)
        reasons = [seen.own == wanted]
        if wanted == STATE_ON:
            reasons += [seen.is_following and house.curve.is_favourable(now), is_asked]
        elif appliance is house.appliances[TANK] and seen.is_following:
            start = house.curve.next_start(now)
            reasons += [start is not None and start - now <= house.wait and not is_asked]
        self.ensure(any(reasons) or seen.is_unclear, f"{appliance.entity_id} is asked to be {wanted} for no reason")
        is_over = seen.contrary_until is None or now >= seen.contrary_until
        self.ensure(is_over or seen.asked_at == house.passed, f"{appliance.entity_id} is called against a person")

    def _is_patient(self, appliance: Appliance, seen: Seen) -> None:
        self.ensure(
            self.house.passed - seen.called_at >= PATIENCE, f"{appliance.entity_id} is asked again without patience"
        )
        is_rare = seen.ours == seen.own and self.house.passed - seen.called_at >= LATER
        self.ensure(seen.calls < MOST_CALLS or is_rare, f"{appliance.entity_id} is asked again and again")

    def _may_start(self, appliance: Appliance, seen: Seen) -> None:
        """Judge a start by us: a person's own word, and a cold shower, count more than wear."""
        house, now, passed = self.house, self.house.now, self.house.passed
        is_person_s = seen.asked_at == passed
        is_cold = appliance is house.appliances[TANK] and house.is_cold
        today = now.astimezone(OSLO).date()
        if not is_person_s and not is_cold:
            started = sum(start.astimezone(OSLO).date() == today for start in seen.starts)
            most = house.most_starts[appliance.entity_id]
            self.ensure(started < most, f"{appliance.entity_id} is started {started + 1} times in a day")
            self._is_its_turn(appliance, passed, now)
        if not is_person_s:
            seen.starts.append(now)
        self.last_start = (appliance.entity_id, passed, now)

    def _is_spared(self, appliance: Appliance, seen: Seen, wanted: str) -> None:
        """Judge whether it was on or off for long enough, as far as only the curve is in question."""
        house, passed = self.house, self.house.passed
        is_person_s = seen.asked_at == passed or not seen.is_following or lasts(seen.left, house.now)
        is_cold = appliance is house.appliances[TANK] and house.is_cold
        is_known = seen.turned_at > max(self.jumped_at, self.begun_at)
        if is_known and not (is_person_s or is_cold or lasts(seen.run, house.now)):
            least = house.least(appliance, wanted)
            self.ensure(passed - seen.turned_at >= least, f"{appliance.entity_id} turns {wanted} too soon")

    def _is_its_turn(self, appliance: Appliance, passed: timedelta, now: datetime) -> None:
        if self.last_start is None or self.last_start[0] == appliance.entity_id:
            return
        other, at, shown_at = self.last_start
        is_apart = passed - at >= PAUSE or self.jumped_at >= at
        self.ensure(is_apart, f"{appliance.entity_id} starts {(now - shown_at).total_seconds():.0f} s after {other}")

    def reported(self, appliance: Appliance) -> None:
        """Take note of what is reported, whoever made it so: the value counts."""
        seen, shown = self.of(appliance), appliance.shown
        self.say(f"{appliance.entity_id} reports {shown}")
        if seen.shown != shown:
            seen.shown, seen.turned_at = shown, self.house.passed
        if seen.ours is None:
            seen.own = shown
        elif shown == seen.ours:
            seen.has_obeyed = True
            if seen.own == shown:
                seen.ours = None
        elif seen.has_obeyed and not self._may_flicker(seen):
            seen.own, seen.ours = shown, None

    def _may_flicker(self, seen: Seen) -> bool:
        """Tell whether it is too early to judge, or nobody is there who could."""
        return self.house.hass is None or self.house.passed - seen.called_at < PATIENCE

    def looks(self) -> None:
        """Judge what has become of it all at an instant."""
        self._notice()
        for appliance in self.house.appliances.values():
            seen = self.of(appliance)
            is_other = appliance.shown != seen.ours and not appliance.is_away
            if seen.ours and seen.has_obeyed and is_other and not self._may_flicker(seen):
                seen.own, seen.ours = appliance.shown, None
            is_quiet = self.house.hass is not None and not appliance.coming and not appliance.is_away
            if appliance.shown == seen.own and is_quiet and not self._is_wished(appliance, seen):
                seen.ours = None
            self._runs_in_favourable_hours(appliance, seen)
        self._is_warm(self.house.appliances[TANK])
        self.ensure(not self.house.disk.needless, "the same is written down again")
        self.house.disk.needless = 0
        self.ensure(not self.house.errors, f"{self.house.errors}")

    def _is_wished(self, appliance: Appliance, seen: Seen) -> bool:
        """Tell whether anything may be wanted of an appliance: hours, those to come, or what a person asked for."""
        house, now = self.house, self.house.now
        if lasts(seen.run, now):
            return True
        if not seen.is_following or lasts(seen.left, now):
            return False
        coming = house.curve.next_start(now) if appliance is house.appliances[TANK] else None
        return house.curve.is_favourable(now) or bool(coming and coming - now <= house.wait)

    def _is_warm(self, tank: Appliance) -> None:
        seen = self.of(tank)
        is_held_off = seen.ours == STATE_OFF and seen.own == STATE_ON and tank.shown == STATE_OFF
        is_able = tank.mood in (Mood.OBEYS, Mood.LATE_2) and not tank.is_away and self._is_up and not seen.is_unclear
        seen.cold_since = self._since(seen.cold_since, holds=is_held_off and is_able and self.house.is_cold)
        is_cold = seen.cold_since is not None and self.house.passed - seen.cold_since > SETTLED
        self.ensure(not is_cold, "the tank is held back though it is cold")

    def _runs_in_favourable_hours(self, appliance: Appliance, seen: Seen) -> None:
        """Judge the plain case: who follows, obeys and was left in peace runs."""
        house, now = self.house, self.house.now
        is_plain = all(
            (
                house.curve.is_favourable(now),
                seen.is_following,
                not lasts(seen.left, now),
                seen.contrary_until is None,
                appliance.mood is Mood.OBEYS and not appliance.is_away and not appliance.coming,
                sum(start.astimezone(OSLO).date() == now.astimezone(OSLO).date() for start in seen.starts) == 0,
                house.passed - seen.touched_at > timedelta(hours=12),
                house.passed - self.jumped_at > timedelta(hours=3),
                self._is_up,
            )
        )
        is_idle = is_plain and appliance.shown == STATE_OFF
        seen.ran_wrong_since = self._since(seen.ran_wrong_since, holds=is_idle)
        is_late = seen.ran_wrong_since is not None and house.passed - seen.ran_wrong_since > SETTLED
        self.ensure(not is_late, f"{appliance.entity_id} does not run in favourable hours")

    @property
    def _is_up(self) -> bool:
        return self.house.hass is not None and self.house.passed - self.begun_at > PAUSE

    def _since(self, since: timedelta | None, *, holds: bool) -> timedelta | None:
        return (self.house.passed if since is None else since) if holds else None

    def ends(self) -> None:
        """Judge the end, when nothing is wished any more: each is as a person or its own past left it."""
        for appliance in self.house.appliances.values():
            seen = self.of(appliance)
            is_back = appliance.shown == seen.own or seen.is_unclear
            self.ensure(is_back, f"{appliance.entity_id} stays {appliance.shown}, and was left {seen.own}")
