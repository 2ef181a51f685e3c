"""Every text that the code can ask for exists, and none that nobody asks for."""

import json
from pathlib import Path
import re
from types import SimpleNamespace
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
import pytest
import voluptuous as vol

from custom_components.volue_spark import binary_sensor, button, sensor, switch
from custom_components.volue_spark.flows import account, device, home
from custom_components.volue_spark.problems.issues import ProblemKey
from custom_components.volue_spark.repairs import FIXES, device_home, entity, meter_point
from custom_components.volue_spark.spark.meter_points import Doubt
from custom_components.volue_spark.spark.models import ResourceType

SHELL = Path(__file__).parent.parent / "custom_components" / "volue_spark"
TEXTS: dict[str, Any] = json.loads((SHELL / "translations" / "en.json").read_text())
ICONS: dict[str, Any] = json.loads((SHELL / "icons.json").read_text())
# Whatever Spark answers to a form is one of these.
FAILURES = {
    "cannot_connect",
    "conflict",
    "declined",
    "invalid_auth",
    "no_access",
    "not_spark",
    "rate_limited",
    "spark_down",
}
HOME_ERRORS = FAILURES | {"not_written", "consent_required", "consent_eligible", "consent_not_yet", "unknown_user"}
HOME_ERRORS |= {"meter_point_or_place", "doubt_nothing_paid", *(f"doubt_{doubt}" for doubt in Doubt)}
DEVICE_ERRORS = {
    "counted_twice",
    "device_gone",
    "entity_gone",
    "home_gone",
    "in_use",
    "late_counter",
    "late_counter_alone",
    "not_controllable",
    "not_measurable",
    "not_written",
    "other_type",
    "own_device",
    "own_entity",
}
SUBENTRIES = TEXTS["config_subentries"]
# Sensors whose states are words.
IN_WORDS = (sensor.LAST_REPORT, sensor.TAKING_PART)
LEFT_HOME = TEXTS["issues"]["home_left_at_spark"]["fix_flow"]
# What a repair does without Spark and without a field is agreed to with an empty form.
NO_FIELD = vol.Schema({})
# Whatever Spark and the disk answer to a repair.
REPAIR_FAILURES = FAILURES | {"not_written"}
DOUBTS = {f"doubt_{doubt}" for doubt in Doubt}


def fields(schema: vol.Schema) -> set[str]:
    """Return the names of a form's fields."""
    return {str(key) for key in schema.schema}


@pytest.mark.parametrize(
    ("step", "schema"),
    [
        (TEXTS["config"]["step"]["user"], account.ACCOUNT_SCHEMA),
        (TEXTS["config"]["step"]["reconfigure"], account.ACCOUNT_SCHEMA),
        (TEXTS["config"]["step"]["user"]["sections"]["developers"], account.ADDRESSES),
        (TEXTS["config"]["step"]["reconfigure"]["sections"]["developers"], account.ADDRESSES),
        (TEXTS["config"]["step"]["home"], home.home_schema("sandbox")),
        (TEXTS["config"]["step"]["move"], home.CONSENT_SCHEMA),
        (TEXTS["config"]["step"]["take_over"], home.CONSENT_SCHEMA),
        (TEXTS["config"]["step"]["reauth_confirm"], account.SECRET_SCHEMA),
        (SUBENTRIES["home"]["step"]["home"], home.home_schema("sandbox")),
        (SUBENTRIES["home"]["step"]["place"], home.place_schema("sandbox", none="same")),
        (SUBENTRIES["home"]["step"]["take_over"], home.CONSENT_SCHEMA),
    ],
)
def test_every_field_has_a_label_and_an_explanation(step: dict[str, Any], schema: vol.Schema) -> None:
    """A field without a text shows the name of a variable."""
    assert set(step["data"]) == set(step["data_description"]) == fields(schema) - {"developers"}
    assert step.get("title", step.get("name"))
    assert step["description"]


@pytest.mark.parametrize("step_id", ["user", "details", "reconfigure"])
def test_the_device_pages_have_texts_for_all_that_they_may_ask(hass: HomeAssistant, step_id: str) -> None:
    """Home, meter point and what is registered are asked for only where there is a choice."""
    step = SUBENTRIES["device"]["step"][step_id]
    place: Any = SimpleNamespace(title="House", location=SimpleNamespace(meter_point_ids=("1", "2")))
    schemas = {
        "user": device.start_schema({"house": place, "cabin": place}),
        "details": device.details_schema(hass, place, {"resource": "Charger"}),
        "reconfigure": device.reconfigure_schema(hass, place),
    }
    schema = schemas[step_id].schema
    sections = {str(key): value.schema for key, value in schema.items() if isinstance(value, section)}
    assert set(step["data"]) == set(step["data_description"]) == {str(key) for key in schema} - set(sections)
    assert set(step.get("sections", {})) == set(sections)
    for key, inner in sections.items():
        texts = step["sections"][key]
        assert set(texts["data"]) == set(texts["data_description"]) == fields(inner)
        assert texts["name"]
        assert texts["description"]


@pytest.mark.parametrize(
    ("section", "errors"),
    [
        (TEXTS["config"]["error"], HOME_ERRORS | {"insecure_address", "invalid_address"}),
        (SUBENTRIES["home"]["error"], HOME_ERRORS | {"confirm_required"}),
        (SUBENTRIES["device"]["error"], FAILURES | DEVICE_ERRORS),
        (TEXTS["exceptions"], FAILURES | {"no_device", "test_event_not_seen"}),
        (LEFT_HOME["error"], FAILURES | {"not_written"}),
        (TEXTS["common"], {"left_at_spark_title", "left_at_spark_message"}),
    ],
    ids=["account", "home", "device", "exceptions", "left home", "notification"],
)
def test_every_error_has_a_text(section: dict[str, Any], errors: set[str]) -> None:
    """An error without a text is a bare word on the screen."""
    assert set(section) == errors


def test_the_question_about_a_left_home_says_what_it_costs() -> None:
    """Who is asked to give up money must read how much, at each step."""
    assert set(LEFT_HOME["step"]["init"]["menu_options"]) == {"delete", "keep"}
    for step in ("init", "delete"):
        assert "{amount}" in LEFT_HOME["step"][step]["description"]


def test_no_other_key_appears_in_the_code() -> None:
    """The lists above are written by hand; this one is not."""
    source = "\n".join(path.read_text() for path in SHELL.rglob("*.py"))
    used = set(re.findall(r'(?:wrong\(|translation_key=|reason=)"(\w+)"', source))
    used |= set(re.findall(r'return "(\w+)" if', source)) | set(re.findall(r'else "(\w+_\w+)"', source))
    known = json.dumps([TEXTS, ICONS])
    assert not [key for key in used if f'"{key}"' not in known]


@pytest.mark.parametrize(
    ("key", "errors", "steps"),
    [
        (
            "missing_meter_point",
            REPAIR_FAILURES | DOUBTS | {"meter_point_required"},
            {"meter_point": meter_point.SCHEMA},
        ),
        ("usage_sensor_gone", {"in_use"}, {"entity": entity.UsageSensorFix.schema()}),
        ("controlled_entity_gone", {"in_use"}, {"entity": entity.ControlledEntityFix.schema()}),
        ("home_gone", REPAIR_FAILURES, {"init": None, "move": device_home.home_schema({}), "remove": NO_FIELD}),
        ("home_not_registered", REPAIR_FAILURES, {"register": NO_FIELD}),
    ],
)
def test_every_repair_has_texts(key: str, errors: set[str], steps: dict[str, vol.Schema | None]) -> None:
    """A repair without words is a riddle; one of a menu says what each choice does."""
    issue = TEXTS["issues"][key]
    assert len(issue["title"]) <= 60
    assert set(issue["fix_flow"]["error"]) == errors
    assert set(issue["fix_flow"]["abort"]) == {"solved"}
    assert set(issue["fix_flow"]["step"]) == set(steps)
    for step_id, schema in steps.items():
        step = issue["fix_flow"]["step"][step_id]
        assert step["title"]
        assert step["description"]
        if schema is None:
            assert step["menu_options"]
        else:
            assert set(step.get("data", ())) == set(step.get("data_description", ())) == fields(schema)


def test_every_problem_has_a_repair_and_every_repair_a_problem() -> None:
    """An issue without texts shows its key."""
    told, left = {"eligibility_lost"}, {"home_left_at_spark"}
    assert set(TEXTS["issues"]) | left == {key.value for key in ProblemKey} | left == set(FIXES) | told
    assert all(set(TEXTS["issues"][key]) == {"title", "description"} for key in told)


def test_every_choice_has_a_text() -> None:
    """A choice without a text shows its value."""
    choices = {name: set(selector["options"]) for name, selector in TEXTS["selector"].items()}
    assert choices == {
        "environment": {"sandbox", "production"},
        "place": {"same", *home.home_schema("sandbox").schema["place"].config["options"]},
        "take_over": {"new"},
        "registered": {device.NEW},
        "resource_type": {kind.value for kind in ResourceType},
    }


def test_every_entity_has_a_name_and_an_icon() -> None:
    """An entity without a name takes that of its device."""
    described = {
        "binary_sensor": {binary_sensor.USE_POWER_NOW.key},
        "button": {button.SEND_TEST_EVENT.key},
        "sensor": {sensor.PRICE_DELTA.key, *(found.key for found in (*sensor.EARNINGS, *IN_WORDS))},
        "switch": {switch.FOLLOW.key},
    }
    for description in IN_WORDS:
        assert set(TEXTS["entity"]["sensor"][description.key]["state"]) == set(description.options or ())
    assert {platform: set(names) for platform, names in TEXTS["entity"].items()} == described
    assert {platform: set(icons) for platform, icons in ICONS["entity"].items()} == described


def test_texts_hold_no_markup_and_no_addresses() -> None:
    """Home Assistant's own validation refuses both."""
    assert not re.search(r"<\w+|https?://", json.dumps(TEXTS))
