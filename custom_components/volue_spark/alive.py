"""That Home Assistant ran: a mark on disk every hour and at each stop, so that a later start knows when it did not."""

from datetime import datetime, timedelta
import time

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant
from homeassistant.helpers.event import async_track_utc_time_change
from homeassistant.helpers.singleton import singleton
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey
import voluptuous as vol

from .const import DOMAIN, LOGGER
from .spark.running import Run, Runs
from .stores import SECONDS, Content, NotReadableError, content_of

# The recorder's rows of five minutes are kept for ten days; what is proved until then is written down elsewhere.
_KEPT = timedelta(days=15)
# A clock that is off by more was set, or the machine slept: nobody watched in between.
_JUMP = timedelta(seconds=60)
_MARK_SECOND = 5
_RUNS = vol.Schema({"runs": [vol.ExactSequence([SECONDS, SECONDS, bool])]}, extra=vol.REMOVE_EXTRA)


class Alive:
    """The runs of Home Assistant that are remembered, the present one among them."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Name the file; nothing is known to have run yet."""
        self._hass = hass
        self._store: Store[Content] = Store(hass, 1, f"{DOMAIN}.alive", private=True, atomic_writes=True)
        self._past: tuple[Run, ...] = ()
        self._start = self._marked = self._seen = dt_util.utcnow()
        self._hour: CALLBACK_TYPE | None = None
        self._elapsed = time.monotonic()

    async def start(self) -> None:
        """Read the past, and mark from now on; without a readable past nothing is known to have run."""
        try:
            stored = _RUNS(await content_of(self._store) or {"runs": []})["runs"]
        except (NotReadableError, vol.Invalid) as err:
            LOGGER.warning("When Home Assistant ran cannot be read: %s", type(err).__name__)
            stored = []
        self._past = tuple(
            Run(dt_util.utc_from_timestamp(start), dt_util.utc_from_timestamp(until), is_closed)
            for start, until, is_closed in stored
        )
        await self._mark(is_closed=False)
        self._hour = async_track_utc_time_change(self._hass, self._on_the_hour, minute=0, second=_MARK_SECOND)
        self._hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, self._on_stop)

    def runs(self, now: datetime) -> Runs:
        """Return the runs until now."""
        self._notice_a_jump(now)
        self._marked = max(self._marked, now)
        return Runs.of((*self._past, Run(self._start, self._marked)), now)

    async def _on_the_hour(self, _: datetime) -> None:
        await self._mark(is_closed=False)

    async def _on_stop(self, _: Event) -> None:
        if self._hour:
            self._hour()
        # Home Assistant's store keeps what is written now for the last moment of the stop.
        await self._mark(is_closed=True)

    async def _mark(self, *, is_closed: bool) -> None:
        now = dt_util.utcnow()
        self.runs(now)
        if self._hass.config_entries.async_entries(DOMAIN):
            runs = Runs.of((*self._past, Run(self._start, self._marked, is_closed)), now).runs
            kept = [run for run in runs if run.until >= now - _KEPT]
            stored = [[run.start.timestamp(), run.until.timestamp(), run.is_closed] for run in kept]
            await self._store.async_save({"runs": stored})

    def _notice_a_jump(self, now: datetime) -> None:
        """Begin a new run where the clock moved otherwise than time did; the one before ended as if stopped."""
        elapsed = time.monotonic()
        passed, self._elapsed = timedelta(seconds=elapsed - self._elapsed), elapsed
        expected, self._seen = self._seen + passed, now
        if abs(now - expected) > _JUMP:
            self._past = (*self._past, Run(self._start, self._marked, is_closed=True))
            self._start = self._marked = now

    async def forget(self) -> None:
        """Delete the file: no account is left that could need it."""
        await self._store.async_remove()


_ALIVE: HassKey[Alive] = HassKey(f"{DOMAIN}.alive")


@singleton(_ALIVE, async_=True)
async def alive(hass: HomeAssistant) -> Alive:
    """Return the one of this Home Assistant, which begins to mark when it is first asked for."""
    found = Alive(hass)
    await found.start()
    return found
