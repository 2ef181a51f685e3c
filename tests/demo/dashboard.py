"""What the reader sees: what happens next, one button, what came of yesterday, two columns."""

from collections.abc import Mapping

from .client import Client, Json
from .devices import Device, Home

URL_PATH = "spark-demo"
LOCALE = {
    "language": "en",
    "number_format": "language",
    "time_format": "24",
    "date_format": "DMY",
    "time_zone": "server",
    "first_weekday": "monday",
}
SENTENCES = """\
## A home that uses power when the grid has plenty
Below are a charger and a hot water tank, registered at a Spark that runs on this machine; what they used yesterday is \
reported already, and has earned money. \
Every two minutes their price delta turns from favourable to unfavourable or back: the tank follows by itself, the \
charger by an automation. \
Click **Send a test event**, and Spark asks for power at once and for the next half hour at least.
"""
# The last ten minutes: two to three turns each way.
GRAPH_HOURS = 10 / 60


async def save(client: Client, home: Home, automation: str) -> None:
    """Make the dashboard and have it opened by default."""
    await client.socket.call(
        "lovelace/dashboards/create",
        url_path=URL_PATH,
        title="Spark demo",
        icon="mdi:transmission-tower",
        mode="storage",
    )
    await client.socket.call("lovelace/config/save", url_path=URL_PATH, config=config(home, automation))
    await client.socket.call("frontend/set_system_data", key="core", value={"default_panel": URL_PATH})
    await client.socket.call("frontend/set_user_data", key="language", value=LOCALE)


def config(home: Home, automation: str) -> Json:
    """Return the dashboard: one view in sections."""
    markdown = {"type": "markdown", "text_only": True, "content": SENTENCES}
    power = {home.charger.appliance.power: "Charger", home.tank.appliance.power: "Hot water tank"}
    view = {
        "title": "Spark",
        "path": "spark",
        "type": "sections",
        "max_columns": 2,
        "header": {"layout": "start", "card": markdown},
        "sections": [
            {"type": "grid", "column_span": 2, "cards": top_row(home)},
            column(home.charger, tile(automation, "Follow by automation", "mdi:robot", "green")),
            column(home.tank, tile(str(home.tank.follow), "Follow price curve", "mdi:chart-line-variant", "green")),
            graph("Price delta of both", "mdi:swap-vertical", {home.charger.delta: "Price delta"}, (-0.6, 0.4)),
            graph("Power", "mdi:gauge", power, (0, 8000)),
        ],
    }
    return {"views": [view]}


def top_row(home: Home) -> list[Json]:
    """Return the one thing to click, and what came of yesterday."""
    return [
        {**test_button(home.button), "grid_options": {"columns": 12}},
        {
            **tile(home.reports_waiting, "Reports waiting", "mdi:file-clock-outline", "teal"),
            "grid_options": {"columns": 6},
        },
        {**tile(home.earned, "Earned this month", "mdi:cash-plus", "teal"), "grid_options": {"columns": 6}},
    ]


def test_button(button: str) -> Json:
    """Return the one thing to click."""
    press = {"action": "perform-action", "perform_action": "button.press", "target": {"entity_id": button}}
    return {
        **tile(button, "Send a test event", "mdi:send", "primary"),
        "hide_state": True,
        "tap_action": press,
        "icon_tap_action": press,
    }


def column(device: Device, follower: Json) -> Json:
    """Return one appliance: the wish first, then who follows it, then what became of it."""
    appliance = device.appliance
    return {
        "type": "grid",
        "cards": [
            heading(appliance.model.name, appliance.model.icon),
            tile(device.use_power_now, "Use power now", "mdi:flash", "green"),
            tile(device.delta, "Price delta", "mdi:swap-vertical", "amber"),
            {**follower, "grid_options": {"columns": "full"}},
            tile(appliance.switch, "Switch", appliance.model.icon, "blue"),
            tile(appliance.power, "Power", "mdi:gauge", "deep-purple"),
        ],
    }


def heading(text: str, icon: str) -> Json:
    """Return the title of a section."""
    return {"type": "heading", "heading": text, "icon": icon}


def tile(entity_id: str, name: str, icon: str, color: str) -> Json:
    """Return a tile of half a column."""
    return {"type": "tile", "entity": entity_id, "name": name, "icon": icon, "color": color}


def graph(title: str, icon: str, names: Mapping[str, str], axis: tuple[float, float]) -> Json:
    """Return a section with the last minutes of some entities, by their names."""
    history = {
        "type": "history-graph",
        "hours_to_show": GRAPH_HOURS,
        "min_y_axis": axis[0],
        "max_y_axis": axis[1],
        "fit_y_data": True,
        "show_names": len(names) > 1,
        "entities": [{"entity": entity_id, "name": name} for entity_id, name in names.items()],
        "grid_options": {"rows": 3},
    }
    return {"type": "grid", "cards": [heading(title, icon), history]}
