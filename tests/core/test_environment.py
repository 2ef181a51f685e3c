"""Addresses."""

import pytest

from custom_components.volue_spark.spark.environment import PRODUCTION, SANDBOX, Environment


def test_the_public_environments_share_one_login() -> None:
    """Both addresses are facts that a typing error would break for everybody."""
    assert SANDBOX.api_url == "https://api.sandbox.voluespark.com/energy-coordination/v1"
    assert PRODUCTION.api_url == "https://api.voluespark.com/energy-coordination/v1"
    assert SANDBOX.token_url == PRODUCTION.token_url == "https://auth.identity.volue.com/connect/token"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:80", "http://localhost:8080/v1", "http://[::1]:1/", " https://example.com/v1/ "]
)
def test_https_is_accepted_and_http_only_on_this_machine(url: str) -> None:
    """A developer's local Spark has no certificate."""
    assert Environment(url, url).api_url == url.strip().rstrip("/")


@pytest.mark.parametrize("url", ["http://example.com", "http://10.0.0.1/v1", "http://127.0.0.1.example.com"])
def test_http_beyond_this_machine_is_refused(url: str) -> None:
    """The client secret would travel in the clear."""
    with pytest.raises(ValueError, match="insecure"):
        Environment(SANDBOX.api_url, url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "ftp://example.com",
        "https://",
        "https://a:b@example.com",
        "https://:b@example.com",
        "https://example.com?x=1",
        "https://example.com#x",
        "https://example.com:port",
        "https://[::1",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    """It would only fail later, and in other words."""
    with pytest.raises(ValueError):  # noqa: PT011
        Environment(url)
