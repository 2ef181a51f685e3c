"""Where Spark is: the two public environments, or another address for developers."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

# Specified: docs/spark-api.md "Environments". One login serves both.
VOLUE_TOKEN_URL = "https://auth.identity.volue.com/connect/token"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Environment:
    """The API's base address and the token endpoint, both without a trailing slash.

    Raises ValueError for an address that is no address (``invalid``) or that
    would send the secret in the clear (``insecure``: http beyond this machine).
    """

    api_url: str
    token_url: str = VOLUE_TOKEN_URL

    def __post_init__(self) -> None:
        """Refuse an address before anything is sent to it."""
        for name in ("api_url", "token_url"):
            object.__setattr__(self, name, checked_url(getattr(self, name)))


def checked_url(url: str) -> str:
    """Return the address without blanks and trailing slash; raise ValueError if unfit."""
    url = url.strip().rstrip("/")
    parts = urlsplit(url)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or "@" in parts.netloc
        or parts.query
        or parts.fragment
    ):
        raise ValueError("invalid")
    _ = parts.port  # raises ValueError where the port is no number
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError("insecure")
    return url


def is_loopback(host: str) -> bool:
    """Tell whether the host can only be this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


SANDBOX = Environment("https://api.sandbox.voluespark.com/energy-coordination/v1")
PRODUCTION = Environment("https://api.voluespark.com/energy-coordination/v1")
