"""Every text that the code can ask for exists, and none that nobody asks for."""

from collections.abc import Callable, Iterator
import copy
import importlib
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.data_entry_flow import FlowResultType, section
from homeassistant.helpers.selector import SelectSelector, SelectSelectorConfig
import pytest
import voluptuous as vol

from tests.texts.asked import Asked
from tests.texts.guard import missing, unused
from tests.texts.shown import lacking

SHELL = Path(__file__).parent.parent / "custom_components" / "volue_spark"
TEXTS: dict[str, Any] = json.loads((SHELL / "translations" / "en.json").read_text())
ICONS: dict[str, Any] = json.loads((SHELL / "icons.json").read_text())


@pytest.fixture(scope="module")
def asked() -> Asked:
    """Return what the source asks for."""
    return Asked(SHELL)


def test_every_text_that_is_used_exists(asked: Asked) -> None:
    """A missing one is a bare word on the screen."""
    assert missing(asked, TEXTS) == []


def test_every_text_that_exists_is_used(asked: Asked) -> None:
    """One that nobody asks for is translated into six languages for nothing."""
    assert unused(asked, TEXTS) == []


def test_every_entity_has_an_icon(asked: Asked) -> None:
    """Without one all of a kind look the same."""
    assert {(platform, key) for platform, icons in ICONS["entity"].items() for key in icons} == asked.entities


def choices() -> Iterator[tuple[str, set[str]]]:
    """Yield the key and the options of every description of an entity that has some."""
    for path in sorted(SHELL.glob("*.py")):
        module = importlib.import_module(f"custom_components.volue_spark.{path.stem}")
        for value in vars(module).values():
            for found in value if isinstance(value, tuple) else (value,):
                options = getattr(found, "options", None) or getattr(found, "event_types", None)
                if isinstance(options, list | tuple) and hasattr(found, "translation_key"):
                    yield found.translation_key, set(options)


def states_of(entity: dict[str, Any]) -> set[str]:
    """Return the states, or the types of an event, that have a text."""
    return set(entity.get("state") or entity["state_attributes"]["event_type"]["state"])


def test_every_state_of_a_choice_has_a_text() -> None:
    """A state without one shows its value."""
    found = dict(choices())
    texts = {key: entity for entities in TEXTS["entity"].values() for key, entity in entities.items()}
    assert "last_report" in found
    assert {key: states_of(texts[key]) for key in found} == found


def test_texts_hold_no_markup_and_no_addresses() -> None:
    """Home Assistant's own validation refuses both."""
    assert not re.search(r"<\w+|https?://", json.dumps(TEXTS))


def changed(texts: dict[str, Any], path: str, change: Callable[[dict[str, Any], str], object]) -> dict[str, Any]:
    """Return a copy of the texts in which one member was changed."""
    result = copy.deepcopy(texts)
    *above, last = path.split(".")
    node = result
    for key in above:
        node = node.setdefault(key, {})
    change(node, last)
    return result


@pytest.mark.parametrize(
    "path",
    [
        "config.step.home",
        "config.step.home.data_description.place",
        "config.error.insecure_address",
        "config.error.rate_limited",
        "config.abort.already_configured",
        "config_subentries.home.step.take_over",
        "config_subentries.home.error.consent_required",
        "config_subentries.device.entry_type",
        "config_subentries.device.initiate_flow.reconfigure",
        "config_subentries.device.error.late_counter",
        "config_subentries.device.abort.no_home",
        "entity.sensor.last_report",
        "exceptions.no_access",
        "exceptions.test_event_not_seen",
        "selector.environment",
    ],
)
def test_a_text_that_is_missing_is_found(asked: Asked, path: str) -> None:
    """A guard that sees nothing would pass for ever."""
    assert missing(asked, changed(TEXTS, path, dict.pop)) != []


@pytest.mark.parametrize(
    "path",
    [
        "nonsense.made_up",
        "config.step.made_up",
        "config.step.home.data.made_up",
        "config.error.in_use",  # a word of another flow
        "config.abort.made_up",
        "config_subentries.made_up",
        "config_subentries.device.error.meter_point_or_place",
        "options.step.made_up",
        "options.error.in_use",
        "entity.sensor.made_up",
        "entity.sensor.use_power_now",
        "entity.made_up.price_delta",
        "entity.sensor.last_report.state.made_up",
        "exceptions.in_use",
        "issues.made_up",
        "selector.made_up",
        "selector.environment.options.made_up",
        "services.made_up",
        "system_health.info.made_up",
        "common.made_up",
    ],
)
def test_a_text_that_nobody_uses_is_found(asked: Asked, path: str) -> None:
    """The same from the other side."""
    text: Any = {"options": {}} if path == "selector.made_up" else {}
    assert unused(asked, changed(TEXTS, path, lambda node, key: node.setdefault(key, text))) != []


SOURCE = {
    "config_flow.py": """
class Flow(OptionsFlow):
    async def async_step_init(self, user_input=None):
        return self.async_show_menu(step_id="init", menu_options=["more"])
""",
    "repairs.py": """
class Fix(ConfirmRepairFlow):
    async def async_step_confirm(self, user_input=None):
        return self.page("confirm", {} if user_input else {"base": self.wrong(user_input)})

    def page(self, step_id, errors):
        return self.async_show_form(step_id=step_id, errors=errors)

    def wrong(self, found):
        return f"doubt_{found}"

def report(hass, key="gone"):
    ir.async_create_issue(hass, "x", "y", translation_domain="x", translation_key="gone")
""",
    "services.py": """
def check(found):
    key = "late" if found else "early"
    raise ServiceValidationError(translation_domain="x", translation_key=key)
""",
    "services.yaml": "send:\n  fields:\n    event: {}\n",
}
SAID = {
    "options": {"step": {"init": {"menu_options": {"more": "More"}}}},
    "issues": {"gone": {"title": "Gone", "fix_flow": {"step": {"confirm": {}}, "error": {"doubt_digits": "Digits?"}}}},
    "exceptions": {"late": {"message": "Late"}, "early": {"message": "Early"}},
    "services": {"send": {"name": "Send", "description": "Sends.", "fields": {"event": {}}}},
}


@pytest.fixture
def small(tmp_path: Path) -> Asked:
    """Return a guard of a package with the rooms that ours may have one day."""
    for name, source in SOURCE.items():
        (tmp_path / name).write_text(source)
    return Asked(tmp_path)


def test_options_repairs_and_actions_are_understood(small: Asked) -> None:
    """What comes later is guarded from its first day."""
    assert (missing(small, SAID), unused(small, SAID)) == ([], [])


@pytest.mark.parametrize(
    "path",
    [
        "options.step.init",
        "issues.gone",
        "exceptions.late",
        "exceptions.early",
        "services.send.name",
        "services.send.fields.event",
    ],
)
def test_what_comes_later_is_missed(small: Asked, path: str) -> None:
    """In every room."""
    assert missing(small, changed(SAID, path, dict.pop)) != []


@pytest.mark.parametrize(
    "path",
    [
        "options.step.init.menu_options.less",
        "options.step.end",
        "issues.gone.fix_flow.step.init",
        "issues.gone.fix_flow.error.certain",
        "exceptions.gone",
        "services.send.fields.made_up",
    ],
)
def test_what_comes_later_and_is_not_used_is_found(small: Asked, path: str) -> None:
    """In every room, both ways."""
    assert unused(small, changed(SAID, path, lambda node, key: node.setdefault(key, {}))) != []


def test_an_error_whose_key_cannot_be_followed_is_reported(tmp_path: Path) -> None:
    """What the guard cannot see it must not let pass."""
    (tmp_path / "a.py").write_text("raise HomeAssistantError(translation_domain='x', translation_key=found.key)")
    assert missing(Asked(tmp_path), {})


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ({"type": FlowResultType.ABORT, "reason": "made_up"}, ["config.abort.made_up"]),
        ({"type": FlowResultType.ABORT, "reason": "reauth_successful"}, []),
        ({"type": FlowResultType.FORM, "step_id": "made_up"}, ["config.step.made_up"]),
        ({"type": FlowResultType.FORM, "step_id": "user", "errors": {"base": "made_up"}}, ["config.error.made_up"]),
        (
            {"type": FlowResultType.FORM, "step_id": "user", "errors": {"base": "declined"}},
            ["config.step.user: nothing is given for reason"],
        ),
        (
            {"type": FlowResultType.FORM, "step_id": "user", "data_schema": vol.Schema({"made_up": str})},
            ["config.step.user.data.made_up", "config.step.user.data_description.made_up"],
        ),
        (
            {"type": FlowResultType.FORM, "step_id": "user", "data_schema": vol.Schema({"x": section(vol.Schema({}))})},
            ["config.step.user.sections.x.name"],
        ),
        (
            {
                "type": FlowResultType.FORM,
                "step_id": "user",
                "data_schema": vol.Schema(
                    {
                        "environment": SelectSelector(
                            SelectSelectorConfig(options=["sandbox", "moon"], translation_key="environment")
                        )
                    }
                ),
            },
            ["config.(selector.environment.options.moon)"],
        ),
        (
            {"type": FlowResultType.MENU, "step_id": "user", "menu_options": ["made_up"]},
            ["config.step.user.menu_options.made_up"],
        ),
        ({"type": FlowResultType.CREATE_ENTRY}, []),
    ],
)
def test_a_page_that_lacks_a_text_is_found(result: dict[str, Any], expected: list[str]) -> None:
    """Every page that any test is shown is looked at like this."""
    assert lacking(TEXTS, ("config",), result) == expected
