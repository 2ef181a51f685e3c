"""What has to be put right in Volue's OpenAPI file before anything can be checked with it.

Each quirk is one function that changes the parsed file in place; without it
the file refuses what Spark itself sends.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

type Document = dict[str, Any]
type Quirk = Callable[[Document], None]


def schemas(document: Document) -> dict[str, Any]:
    """Return the file's named schemas."""
    named: dict[str, Any] = document["components"]["schemas"]
    return named


def name_of(reference: dict[str, str]) -> str:
    """Return the schema that a reference means."""
    return reference["$ref"].rpartition("/")[2]


def children_know_their_parents_members(document: Document) -> None:
    """Merge every parent into its children.

    Both forbid members that they do not name themselves, and the child does
    not name those of its parent: no payload could ever be valid.
    """
    named = schemas(document)
    for child in named.values():
        for parent in child.pop("allOf", []):
            child["properties"] = {**named[name_of(parent)]["properties"], **child["properties"]}


def payload_types_tell_payloads_apart(document: Document) -> None:
    """Let every payload require its own ``payloadType`` and no other.

    Exactly one schema may fit a payload, but some have the same members, and
    a report's payload is not even required to name its type.
    """
    named = schemas(document)
    for parent in list(named.values()):
        for payload_type, reference in parent.get("discriminator", {}).get("mapping", {}).items():
            child = named[name_of({"$ref": reference})]
            child["properties"]["payloadType"] = {"type": "string", "enum": [payload_type]}
            child["required"] = sorted({*child.get("required", []), "payloadType"})


def a_notification_carries_any_payload(document: Document) -> None:
    """Let a notification carry what an event carries.

    It refers to the payloads' parent, which knows no member but the type, and
    whose mapping to its children says nothing that could be checked.
    """
    members = schemas(document)["EventNotification"]["properties"]
    members["payload"] = deepcopy(schemas(document)["GetEventResponse"]["properties"]["payload"])


def coordinates_may_be_null(document: Document) -> None:
    """Allow null where a location has no coordinates, as every example in the file shows."""
    allow_null(document, "coordinates", "Coordinate")


def a_patch_may_leave_the_location_type_null(document: Document) -> None:
    """Allow null for the type of a location, as the example of the PATCH shows."""
    allow_null(document, "locationType", "LocationType", only_in="PatchLocationRequest")


def allow_null(document: Document, member: str, schema: str, only_in: str = "") -> None:
    """Replace a reference to a schema by a copy of it that allows null."""
    copied = deepcopy(schemas(document)[schema]) | {"nullable": True}
    if "enum" in copied:
        copied["enum"].append(None)
    for name, parent in schemas(document).items():
        if member in parent.get("properties", {}) and name.startswith(only_in):
            parent["properties"][member] = copied


QUIRKS: tuple[Quirk, ...] = (
    children_know_their_parents_members,
    payload_types_tell_payloads_apart,
    a_notification_carries_any_payload,
    coordinates_may_be_null,
    a_patch_may_leave_the_location_type_null,
)


def put_right(document: Document, quirks: tuple[Quirk, ...] = QUIRKS) -> Document:
    """Return a copy of the file in which the quirks are put right."""
    better = deepcopy(document)
    for quirk in quirks:
        quirk(better)
    return better
