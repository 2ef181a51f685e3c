"""Deliveries as no partner wants them, on request."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from .notifications import signature
from .state import Webhook


@dataclass(frozen=True, slots=True)
class Mischief:
    """What is wrong with every delivery while it lasts; the fields can be combined.

    ``signature`` is that of another secret, of the one before the last
    change, or none at all. ``is_cut`` sends the first half of the body, and
    signs that half. ``copies`` are sent one after the other, with one id.
    ``late`` (world's clock) is added before the first attempt, ``newest_first``
    turns round what is due at the same time, ``lost`` is never sent and not
    in the log either.
    """

    signature: Literal["right", "wrong", "former", "none"] = "right"
    is_cut: bool = False
    copies: int = 1
    late: timedelta = timedelta(0)
    newest_first: bool = False
    lost: bool = False

    def body(self, written: str) -> str:
        """Return what is sent of a body."""
        return written[: len(written) // 2] if self.is_cut else written

    def signed(self, webhook: Webhook, body: str) -> str | None:
        """Return the signature that is sent with a body."""
        secrets = {
            "right": webhook.secret,
            "wrong": f"not {webhook.secret}",
            "former": webhook.former_secret,
            "none": None,
        }
        secret = secrets[self.signature]
        return None if secret is None else signature(secret, body)


GOOD = Mischief()
