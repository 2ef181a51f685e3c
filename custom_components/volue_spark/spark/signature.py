"""Whether Spark has signed a body: pure, and in constant time."""

import base64
from collections.abc import Iterable
import hmac


def is_signed_by(body: bytes, signature: str | None, secrets: Iterable[str]) -> bool:
    """Tell whether ``signature`` is that of the raw ``body`` with one of the secrets.

    Specified: Base64 of the HMAC-SHA256 over the raw bytes, a final newline
    included, the key being the secret as UTF-8; docs/spark-api.md "Webhooks".
    Every secret is tried, so that the time tells nothing about which one fits.
    """
    # A header can hold what no Base64 does, and what UTF-8 does not know.
    given = (signature or "").encode(errors="replace")
    fits = [hmac.compare_digest(_signature(body, secret), given) for secret in secrets]
    return any(fits)


def _signature(body: bytes, secret: str) -> bytes:
    return base64.b64encode(hmac.digest(secret.encode(), body, "sha256"))
