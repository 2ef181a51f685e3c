"""Each failure at each moment of a report: how it stands right after, and two days later; nothing lost or doubled.

At the login and at the question for newer events the report has not left, and
at the question what was earned it is accepted: see ``BEFORE``, ``AT_THE_NEWS``
and ``AFTER``. At the report itself it depends on whether it may have arrived:
see ``AT_THE_REPORT``.
"""

import pytest

from tests.fake_spark import Fault
from tests.shell.reports.evening import Evening
from tests.shell.reports.shown import EARNED, state

HELD_BACK = "sensor.test_home_held_back_this_month"
LOGIN, NEWS, REPORT, MONEY = ("POST", "/token$"), ("GET", "/events$"), ("POST", "/reports$"), ("GET", "/compensation$")
# Longer than we wait.
TOO_SLOW_S = 40
REFUSED = "connection refused"
FAILURES = {
    "400": Fault(status=400, body='"too late"'),
    "401": Fault(status=401),
    "403": Fault(status=403),
    "404": Fault(status=404),
    "408": Fault(status=408),
    "409": Fault(status=409),
    "413": Fault(status=413, body="<html>too large</html>", content_type="text/html"),
    "429": Fault(status=429),
    "429, a minute": Fault(status=429, headers={"Retry-After": "60"}),
    "429, two days": Fault(status=429, headers={"Retry-After": "172800"}),
    "429, nonsense": Fault(status=429, headers={"Retry-After": "soon"}),
    "500": Fault(status=500),
    "502": Fault(status=502, body="<html>gateway</html>", content_type="text/html"),
    "503": Fault(status=503),
    REFUSED: Fault(),
    "dropped before": Fault(drop="before"),
    "dropped after": Fault(drop="after"),
    "too slow": Fault(delay=TOO_SLOW_S),
    "half a body": Fault(drop="amid"),
    "not JSON": Fault(body="<html>", content_type="text/html"),
    "no id": Fault(body="{}"),
    "204": Fault(status=204),
    "redirect": Fault(status=302, headers={"Location": "http://127.0.0.1:9/"}),
}

type Ends = tuple[str, str, int]

# Right after, two days later, reports at Spark.
RETRIED, DECLINED, AT_ONCE = ("ready", "accepted", 1), ("rejected", "rejected", 0), ("accepted", "accepted", 1)
ASKED_ARRIVED, ASKED_LOST = ("uncertain", "uncertain", 1), ("uncertain", "uncertain", 0)
BEFORE, AFTER = RETRIED, AT_ONCE
AT_THE_NEWS: dict[str, Ends] = {
    "401": AT_ONCE,  # with a new token
    "dropped before": AT_ONCE,  # aiohttp asks again where nothing can be changed by it
    "dropped after": AT_ONCE,
    "no id": AT_ONCE,  # a page without events
}
AT_THE_REPORT: dict[str, Ends] = {
    "400": DECLINED,
    "401": AT_ONCE,  # with a new token
    "403": RETRIED,
    "404": DECLINED,
    "408": ASKED_LOST,
    "409": DECLINED,
    "413": DECLINED,
    "429": RETRIED,
    "429, a minute": RETRIED,
    "429, two days": RETRIED,
    "429, nonsense": RETRIED,
    "500": ASKED_LOST,
    "502": ASKED_LOST,
    "503": ASKED_LOST,
    REFUSED: RETRIED,
    "dropped before": ASKED_LOST,
    "dropped after": ASKED_ARRIVED,
    "too slow": ASKED_ARRIVED,
    "half a body": ASKED_ARRIVED,
    "not JSON": ASKED_ARRIVED,
    "no id": ASKED_ARRIVED,
    "204": ASKED_LOST,
    "redirect": ASKED_LOST,
}
TABLE: dict[tuple[str, str], tuple[tuple[str, str], Ends]] = {
    **{("the login", failure): (LOGIN, BEFORE) for failure in FAILURES},
    **{("the news", failure): (NEWS, AT_THE_NEWS.get(failure, BEFORE)) for failure in FAILURES},
    **{("the report", failure): (REPORT, ends) for failure, ends in AT_THE_REPORT.items()},
    **{("the money", failure): (MONEY, AFTER) for failure in FAILURES if failure != REFUSED},
}


@pytest.mark.parametrize(("moment", "failure"), TABLE, ids=[": ".join(each) for each in TABLE])
async def test_a_failure_loses_no_report_and_doubles_none(evening: Evening, moment: str, failure: str) -> None:
    """What cannot have arrived is sent again; what may have arrived is a person's question; a refusal is kept."""
    (method, path), ends = TABLE[moment, failure]
    fault = FAILURES[failure]
    if failure == REFUSED:
        if moment == "the report":
            await evening.entry.runtime_data.coordinator.async_refresh()
        await evening.spark.stop()
    else:
        evening.spark.fail(method, path, fault)
    await evening.report(is_slow=bool(fault.delay))
    right_after = evening.settlement
    if failure == REFUSED:
        await evening.spark.start(evening.spark.port)
    await evening.two_days()
    assert (right_after, evening.settlement, len(evening.spark.reports)) == ends
    earned = float(state(evening.hass, EARNED)) + float(state(evening.hass, HELD_BACK))
    assert earned == (1 if evening.spark.reports else 0)


def test_the_table_is_whole() -> None:
    """A failure that is forgotten at one of the moments would be nobody's."""
    assert set(AT_THE_REPORT) == set(FAILURES)
