"""Price curves: Spark's wish as it is written, and the one that a sandbox is asked to make up."""

from collections.abc import Callable, Iterable

from ..errors import SparkDataError
from ..models import CurvePoint, LocationId, Ours, PriceCurve, PriceCurvePayload, ResourceId, Target
from .values import instant, items, length, members, number, span, text

_KWH_PER_UNIT = {"kWh": 1.0, "MWh": 1000.0}
# Assumed: nobody pays this much for one kWh; Volue's own examples stay below 1,000.
_ABSURD_PRICE_PER_KWH = 10_000.0

type Remark = Callable[[str], None]


def price_curve_payload(body: dict[str, object], ours: Ours, remark: Remark) -> PriceCurvePayload:
    """Read the curve, with those of its targets that are ours."""
    return PriceCurvePayload(
        tuple(_targets(items(body.get("targets"), "targets"), ours, remark)),
        _price_curve(members(body.get("priceCurveDelta"), "priceCurveDelta"), remark),
        str(body.get("priceArea") or "Unknown"),
    )


def _targets(listed: list[object], ours: Ours, remark: Remark) -> list[Target]:
    targets = []
    for item in listed:
        try:
            targets.append(_target(members(item, "a target")))
        except SparkDataError as err:
            remark(f"a target is left out, {err}")
    return [target for target in targets if target.resource_id in ours.resources]


def _target(body: dict[str, object]) -> Target:
    return Target(ResourceId(text(body, "resourceId")), LocationId(text(body, "locationId")))


def _price_curve(body: dict[str, object], remark: Remark) -> PriceCurve:
    # Unit and resolution are optional in Volue's file; both have one documented value.
    unit = body.get("energyUnit") or "kWh"
    if unit not in _KWH_PER_UNIT:
        raise SparkDataError(f"energy unit {unit} is not known")
    points = tuple(_points(items(body.get("points"), "points"), _KWH_PER_UNIT[str(unit)], remark))
    return PriceCurve(points, length(body.get("resolution") or "01:00:00"), text(body, "currency"))


def _points(listed: list[object], kwh_per_unit: float, remark: Remark) -> list[CurvePoint]:
    points = []
    for item in listed:
        try:
            points.append(_point(members(item, "a point"), kwh_per_unit))
        except SparkDataError as err:
            problem = err
    if left_out := len(listed) - len(points):
        remark(f"{left_out} of {len(listed)} points left out, the last because {problem}")
    return points


def _point(body: dict[str, object], kwh_per_unit: float) -> CurvePoint:
    price = number(body.get("price")) / kwh_per_unit
    if abs(price) > _ABSURD_PRICE_PER_KWH:
        raise SparkDataError("a price is absurd")
    return CurvePoint(instant(body.get("timestamp")), price)


def price_curve_body(payload: PriceCurvePayload) -> dict[str, object]:
    """Return targets and curve as Spark writes them, prices per kWh; also the body of a simulation."""
    curve = payload.curve
    return {
        "targets": list(_target_bodies(payload.targets)),
        "priceCurveDelta": {
            "points": [{"price": point.price, "timestamp": point.start.isoformat()} for point in curve.points],
            "energyUnit": "kWh",
            "currency": curve.currency,
            "resolution": span(curve.resolution),
        },
        "priceArea": payload.price_area,
    }


def _target_bodies(targets: Iterable[Target]) -> Iterable[dict[str, object]]:
    return ({"resourceId": target.resource_id, "locationId": target.location_id} for target in targets)
