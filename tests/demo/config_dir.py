"""What Home Assistant finds on disk before its first start."""

import json
from pathlib import Path

from .claims import LOOPBACK

COMPONENT = Path(__file__).parents[2] / "custom_components" / "volue_spark"

# No login on loopback, the ordinary form from anywhere else. `default_config`
# would want packages that only run elsewhere; `http` in YAML would restart
# Home Assistant after five minutes.
CONFIGURATION = """\
homeassistant:
  auth_providers:
    - type: trusted_networks
      trusted_networks: ["127.0.0.1/32", "::1/128"]
      allow_bypass_login: true
    - type: homeassistant
automation: !include automations.yaml
script: !include scripts.yaml
scene: !include scenes.yaml
recorder:
  commit_interval: 1
calendar:
config:
energy:
frontend:
history:
logbook:
my:
sun:
"""

# As the oldest supported version writes it; newer ones read it, not the reverse.
HTTP_VERSION = (2, 2)
HTTP = {
    "server_host": [LOOPBACK],
    "cors_allowed_origins": ["https://cast.home-assistant.io"],
    "login_attempts_threshold": -1,
    "ip_ban_enabled": True,
    "ssl_profile": "modern",
    "use_x_frame_options": True,
    "created_at": "2026-01-01T00:00:00+00:00",
    "error": None,
    "error_message": None,
}

# Everything but the user: the later steps would add integrations that log
# errors for ever where there is no network.
ONBOARDED = ["core_config", "analytics", "integration"]


def write(config: Path) -> None:
    """Make a configuration without a user, a device or an integration's entry."""
    (config / ".storage").mkdir(parents=True)
    (config / "configuration.yaml").write_text(CONFIGURATION)
    (config / "automations.yaml").write_text("[]\n")
    (config / "scripts.yaml").write_text("{}\n")
    (config / "scenes.yaml").write_text("[]\n")
    store(config, "onboarding", (4, 1), {"done": ONBOARDED})
    components = config / "custom_components"
    components.mkdir()
    (components / COMPONENT.name).symlink_to(COMPONENT, target_is_directory=True)


def bind(config: Path, port: int) -> None:
    """Have Home Assistant listen on loopback only, on this port."""
    (config / ".storage" / "http").write_text(json.dumps(listening(port), indent=2))


def listening(port: int) -> dict[str, object]:
    """Return the file of a server that listens on loopback only, on this port."""
    stable = HTTP | {"server_port": port}
    return stored("http", HTTP_VERSION, {"stable": stable, "pending": None, "yaml_migration_done": True})


def store(config: Path, key: str, version: tuple[int, int], data: dict[str, object]) -> None:
    """Write a file as Home Assistant's storage does."""
    (config / ".storage" / key).write_text(json.dumps(stored(key, version, data), indent=2))


def stored(key: str, version: tuple[int, int], data: dict[str, object]) -> dict[str, object]:
    """Return the content of such a file."""
    return {"version": version[0], "minor_version": version[1], "key": key, "data": data}
