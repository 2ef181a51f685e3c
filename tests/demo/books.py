"""Step of the check: what the action says of yesterday's report is what left the house, and what Spark pays for it."""

from datetime import date, datetime

from .client import Json
from .local_spark import LocalSpark
from .reports import is_close, kept
from .scene import Scene, ensure
from .usage import ZONE


async def agree(scene: Scene, spark: LocalSpark) -> str:
    """Compare the books with the local Spark's: the very JSON, its id of it, and the money."""
    arrived = {report["event_id"]: report for report in await kept(spark) or []}
    found: dict[str, Json] = {report["event_id"]: report for report in await books(scene)}
    told = {event_id: report for event_id, report in found.items() if report["json"]}
    ensure(told.keys() == arrived.keys(), f"reports on {sorted(arrived)}", sorted(told))
    for event_id, report in told.items():
        same = report["json"] == arrived[event_id]["body"] and report["settlement"] == "accepted"
        ensure(same, "the JSON that arrived, accepted", report)
    estimate = sum(report["estimate"].get("NOK", 0.0) for report in told.values() if is_this_month(report))
    earned = await scene.client.number(scene.home.earned) or 0.0
    ensure(is_close(estimate, earned), f"an estimate of NOK {earned:.3f}", f"{estimate:.3f}")
    hours = sum(len(report["hours"]) for report in told.values())
    return f"{len(told)} reports with the JSON that arrived, {hours} hours, {estimate:.3f} NOK estimated and earned"


async def books(scene: Scene) -> list[Json]:
    """Return what the action says of every report."""
    answer = await scene.client.ask("volue_spark.get_reports")
    return list(answer["reports"])


def is_this_month(report: Json) -> bool:
    """Tell whether Spark's amount of the running month holds what a report tells."""
    day, today = date.fromisoformat(report["day"]), datetime.now(ZONE).date()
    return (day.year, day.month) == (today.year, today.month)
