"""Whether a delivered notification is one that an OpenAPI file allows."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from jsonschema_path import SchemaPath
from openapi_core import V30RequestValidator
from openapi_core.testing import MockRequest

from tests.fake_spark import Delivery

from .checker import FORMATS, HOST, reasons_of
from .quirks import Document

BODY = {"application/json": {"schema": {"$ref": "#/components/schemas/EventNotification"}}}
PATHS = {"/": {"post": {"requestBody": {"required": True, "content": BODY}, "responses": {"200": {"description": ""}}}}}


@dataclass
class DeliveryContract:
    """The file's schema of a notification, as if it had a path; it has none, for it is the partner's."""

    document: Document
    checked: int = 0
    findings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Prepare the validator."""
        parts = {name: self.document[name] for name in ("openapi", "info", "components")}
        spec = SchemaPath.from_dict(parts | {"paths": PATHS})
        self._requests = V30RequestValidator(spec, extra_format_validators=FORMATS)

    @property
    def figure(self) -> str:
        """What was checked, in one line."""
        return f"{self.checked} deliveries checked, {len(self.findings)} findings"

    def check(self, deliveries: Iterable[Delivery]) -> list[str]:
        """Return what is wrong with these deliveries, a line each."""
        found = [finding for delivery in deliveries for finding in self._check_one(delivery)]
        self.findings += found
        return found

    def _check_one(self, delivery: Delivery) -> list[str]:
        """Return the findings of one delivery and count it."""
        self.checked += 1
        request = MockRequest(HOST, "post", "/", data=delivery.body.encode())
        name = f"{delivery.notification_type} {delivery.notification_id}"
        return [
            f"{name}: {'; '.join(f'{reason.json_path} {reason.message}' for reason in reasons_of(error)) or error}"
            for error in self._requests.iter_errors(request)
        ]
