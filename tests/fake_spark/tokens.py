"""Handing out access tokens and recognising them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
import secrets

from .answers import Answer, ok
from .assumptions import CLIENT_REFUSED
from .state import Clock


def token_error(error: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> Answer:
    """Return a refusal of the token endpoint."""
    return Answer(status, {"error": error})


@dataclass(slots=True)
class Tokens:
    """The one client that is known here, and the tokens it holds with their end."""

    client_id: str
    client_secret: str
    lifetime: timedelta
    now: Clock
    ends: dict[str, datetime] = field(default_factory=dict, repr=False)

    def grant(self, form: Mapping[str, object]) -> Answer:
        """Answer a form with a token or with an ``error``."""
        if "grant_type" not in form:
            return token_error("invalid_request")
        if form["grant_type"] != "client_credentials":
            return token_error("unsupported_grant_type")
        if (form.get("client_id"), form.get("client_secret")) != (self.client_id, self.client_secret):
            status, error = CLIENT_REFUSED
            return token_error(error, status)
        return ok(self.issue())

    def issue(self) -> dict[str, str | int]:
        """Return a new token with its lifetime in seconds."""
        token = secrets.token_urlsafe(32)
        self.ends[token] = self.now() + self.lifetime
        return {"access_token": token, "expires_in": int(self.lifetime.total_seconds()), "token_type": "Bearer"}

    def accepts(self, header: str | None) -> bool:
        """Tell whether an Authorization header carries a token that is still good."""
        scheme, _, token = (header or "").partition(" ")
        return scheme.lower() == "bearer" and token in self.ends and self.now() < self.ends[token]

    def revoke_all(self) -> None:
        """Recognise none of the tokens issued so far."""
        self.ends.clear()
