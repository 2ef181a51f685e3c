"""Twenty devices in three homes, and what befalls them in a month."""

from dataclasses import replace

from tests.month.device import (
    CABIN,
    FLAT,
    HOUSE,
    Device,
    Edit,
    in_cubic_metres,
    late,
    minutely,
    power,
    reason,
    times,
    whole,
)
from tests.month.moments import at
from tests.month.sensors import Draws, begun_again, changed, from_then_on, in_unit, new_period, says, unavailable
from tests.month.story import LAST_DAY, SINCE

MIDNIGHTS = [at(day) for day in range(1, LAST_DAY + 2)]

#   device         what befalls its sensor or itself                         what nobody can prove
#   charger        nothing                                                   nothing
#   other_charger  is off for two weeks; tells power                         the hour that it is on again
#   tank           nothing; tells Wh                                         nothing
#   wallbox        kWh becomes Wh within an hour, and back                   nothing
#   slow_charger   counts once an hour, seven minutes late                   hours that drew, and those after
#   gappy_charger  unavailable for 15, 30 and 2 minutes; tells kW            hours of the first two
#   unwanted       nobody wants it told                                      all
#   swapped        begins again: at 0; at 5 kWh; another meter               hours of the last two
#   glitching      0 for a moment, for minutes, over a full hour; 100 times  hours of all four
#   edited         sum corrected: up, down, a little; after the proof        hours of the first three
#   metric         m³ for an hour, and for half an hour within one           hours that touch the first
#   boiler         unavailable over a full hour, within, for hours, seconds  hours that miss an edge
#   heat_pump      200 kW for a minute; feeds back                           both hours
#   meterless      has no sensor                                             all
#   dumb           has a sensor without statistics                           all
#   daily          begins anew at midnight, once at noon; goes back          hour of the last
#   cabin_charger  nothing; tells kW, draws each second day                  nothing
#   cabin_car      drives off; draws together with the cabin's charger       away, or both draw
#   car            nobody knows where it is; away; at work                   hours of all three
#   other_car      nobody asked where it is                                  all
DEVICES = (
    Device("charger", HOUSE, "charger", 7.4, minutely()),
    Device(
        "other_charger",
        HOUSE,
        "charger",
        11.0,
        power(),
        "measurement",
        on_days=lambda day: day not in range(9, 25),
        # Within five minutes of whose beginning the recorder, which keeps ten days, knows nothing any more.
        extra=(Draws(at(24, "12:03"), at(24, "13:00"), 11.0),),
        reasons=reason("not_available", 24, "12:00"),
    ),
    Device("tank", HOUSE, "hot_water_tank", 2.0, minutely("Wh")),
    Device(
        "wallbox",
        HOUSE,
        "charger",
        7.4,
        minutely(),
        mishaps=(in_unit(at(10, "03:25"), "Wh"), in_unit(at(20, "18:00"), "kWh")),
        extra=(*whole("02:00", "03:00", "04:00", day=10, kw=7.4), *whole("17:00", "18:00", day=20, kw=7.4)),
    ),
    # Lumps that it could have drawn within five minutes nobody can tell from what is counted in time.
    Device("slow_charger", HOUSE, "charger", 11.0, late, shortest=12),
    Device(
        "gappy_charger",
        HOUSE,
        "charger",
        3.6,
        power("kW"),
        "measurement",
        mishaps=(
            unavailable(at(12, "12:10"), at(12, "12:25")),
            unavailable(at(15, "11:50"), at(15, "12:20")),
            unavailable(at(18, "12:02"), at(18, "12:04")),
        ),
        reasons=reason("not_available", 12, "12:00") | reason("not_available", 15, "11:00", "12:00"),
        extra=whole("12:00", day=18, kw=3.6),
    ),
    Device("unwanted", HOUSE, "generic", 2.0, minutely(), settings={"reported": False}, always="not_wanted"),
    Device(
        "swapped",
        HOUSE,
        "hot_water_tank",
        3.0,
        minutely(),
        mishaps=(
            begun_again(at(12, "12:30"), 0.0),
            begun_again(at(13, "03:30"), 5.0),
            begun_again(at(16, "03:30"), 5000.0),
        ),
        reasons=reason("jumped", 13, "03:00") | reason("too_much", 16, "03:00"),
        extra=whole("12:00", day=12, kw=3.0),
    ),
    Device(
        "glitching",
        HOUSE,
        "hot_water_tank",
        2.0,
        minutely(),
        mishaps=(
            says(at(12, "12:20:10"), at(12, "12:20:50"), 0.0),
            says(at(15, "12:10"), at(15, "12:20"), 0.0),
            says(at(18, "12:57"), at(18, "13:03"), 0.0),
            changed(at(21, "12:30:10"), at(21, "12:30:40"), times(100)),
        ),
        reasons={
            **reason("jumped", 12, "12:00"),
            **reason("too_much", 15, "12:00"),
            **reason("too_much", 18, "12:00", "13:00"),
            **reason("jumped", 21, "12:00"),
        },
        extra=whole("12:00", "13:00", day=18, kw=2.0),
    ),
    Device(
        "edited",
        HOUSE,
        "hot_water_tank",
        2.0,
        minutely(),
        edits=(
            Edit(at(12, "13:05"), at(12, "12:00"), 100.0),
            Edit(at(15, "13:05"), at(15, "12:00"), -50.0),
            Edit(at(18, "14:30"), at(18, "12:00"), 0.4),
            Edit(at(22, "12:00"), at(21, "12:00"), 7.0),
        ),
        reasons=reason("jumped", 12, "12:00") | reason("jumped", 15, "12:00") | reason("jumped", 18, "12:00"),
        extra=whole("12:00", day=15, kw=2.0) + whole("12:00", day=21, kw=2.0),
    ),
    Device(
        "metric",
        HOUSE,
        "hot_water_tank",
        2.0,
        minutely(),
        mishaps=(
            changed(at(12, "12:00"), at(12, "13:00"), in_cubic_metres),
            changed(at(15, "12:10"), at(15, "12:40"), in_cubic_metres),
        ),
        reasons=reason("not_available", 12, "12:00", "13:00"),
        extra=whole("11:00", "12:00", "13:00", day=12, kw=2.0) + whole("12:00", day=15, kw=2.0),
    ),
    Device(
        "boiler",
        HOUSE,
        "hot_water_tank",
        3.0,
        minutely(),
        mishaps=(
            unavailable(at(12, "12:50"), at(12, "13:10")),
            unavailable(at(15, "12:10"), at(15, "12:40")),
            unavailable(at(18, "11:20"), at(18, "14:40")),
            unavailable(at(21, "12:59:50"), at(21, "13:00:15")),
        ),
        reasons={
            **reason("not_available", 12, "12:00", "13:00"),
            **reason("not_available", 18, "11:00", "12:00", "13:00", "14:00"),
        },
        extra=whole("12:00", "13:00", day=15, kw=3.0) + whole("12:00", "13:00", day=21, kw=3.0),
    ),
    Device(
        "heat_pump",
        HOUSE,
        "hvac",
        4.0,
        power(),
        "measurement",
        mishaps=(says(at(12, "12:31"), at(12, "12:32"), 200.0), says(at(15, "12:20"), at(15, "12:30"), -3.0)),
        reasons=reason("too_much", 12, "12:00") | reason("backwards", 15, "12:00"),
        settings={"rated_power_kw": 5.0},
    ),
    Device("meterless", HOUSE, "generic", 1.0, None, always="no_sensor"),
    Device("dumb", HOUSE, "generic", 1.0, minutely(), None, always="no_statistics"),
    Device(
        "daily",
        HOUSE,
        "generic",
        1.5,
        minutely(),
        "total",
        mishaps=(
            from_then_on(at(15, "12:20"), lambda said: replace(said, value=(said.value or 0.0) - 0.5)),
            *(new_period(moment) for moment in sorted([*MIDNIGHTS, at(18, "12:30")])),
        ),
        reasons=reason("backwards", 15, "12:00"),
        extra=whole("12:00", day=18, kw=1.5),
    ),
    Device("cabin_charger", CABIN, "charger", 3.6, power("kW"), "measurement", on_days=lambda day: day % 2 == 0),
    Device(
        "cabin_car",
        CABIN,
        "vehicle",
        3.6,
        minutely(),
        places=((SINCE, "home"), (at(13, "03:15"), "not_home"), (at(13, "04:20"), "home")),
        is_person=True,
        reasons=reason("away", 13, "03:00", "04:00"),
    ),
    Device(
        "car",
        FLAT,
        "vehicle",
        3.6,
        power(),
        "measurement",
        places=(
            (SINCE, "home"),
            (at(15, "12:05"), "unavailable"),
            (at(15, "12:40"), "home"),
            (at(18, "09:00"), "not_home"),
            (at(18, "20:00"), "home"),
            (at(21, "12:30"), "Work"),
            (at(21, "14:00"), "home"),
        ),
        reasons={
            **reason("presence_unknown", 15, "12:00"),
            **reason("away", 18, "11:00", "12:00", "13:00", "14:00"),
            **reason("away", 21, "12:00", "13:00"),
        },
    ),
    Device("other_car", FLAT, "vehicle", 3.6, power(), "measurement", always="presence_unknown"),
)
