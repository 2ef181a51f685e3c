"""Write what the demo's Home Assistant would otherwise install when it starts.

Usage: python ha_requirements.py LIST CONSTRAINTS

The list is computed from the installed Home Assistant, so that it follows a
new version by itself: the requirements of every integration that the demo
loads, of all they depend on, and of what those use where it is present.
"""

import json
from pathlib import Path
import shutil
import sys

import homeassistant
from homeassistant import bootstrap
from homeassistant.auth.mfa_modules import totp

HERE = Path(homeassistant.__file__).parent
# What tests/demo/home.py asks for in YAML and through flows.
USED = {
    "calendar",
    "config",
    "derivative",
    "energy",
    "frontend",
    "group",
    "history",
    "integration",
    "logbook",
    "lovelace",
    "my",
    "recorder",
    "sun",
    "template",
    "utility_meter",
}


def manifest(domain: str, member: str) -> list[str]:
    """Return the domains or packages that a manifest lists under ``member``."""
    listed: list[str] = json.loads((HERE / "components" / domain / "manifest.json").read_text()).get(member, [])
    return listed


def closure(domains: set[str]) -> set[str]:
    """Return these integrations and all that they depend on."""
    found: set[str] = set()
    waiting = list(domains)
    while waiting:
        domain = waiting.pop()
        if domain not in found:
            found.add(domain)
            waiting += manifest(domain, "dependencies")
    return found


def main(listed: Path, limits: Path) -> None:
    """Write the list, and beside it Home Assistant's own limits."""
    domains = closure(set(bootstrap.DEFAULT_INTEGRATIONS) | set(bootstrap.CORE_INTEGRATIONS) | USED)
    wanted = {line for domain in domains for line in manifest(domain, "requirements")}
    # Needed without a manifest that says so: by the login, and by analytics, which imports hassio.
    wanted |= {*totp.REQUIREMENTS, *manifest("hassio", "requirements")}
    listed.write_text("\n".join(sorted(wanted)) + "\n")
    shutil.copy(HERE / "package_constraints.txt", limits)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
