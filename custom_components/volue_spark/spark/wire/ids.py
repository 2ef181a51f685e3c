"""Whom and what a JSON names: ids of people and their things, where they are, and what is secret."""

from collections.abc import Iterator, Mapping

_KINDS = {
    "userId": "user",
    "locationId": "location",
    "resourceId": "resource",
    "meterPointId": "meter point",
    "meterPointIds": "meter point",
    "latitude": "coordinate",
    "longitude": "coordinate",
    "webhookUrl": "webhook",
    "webhookSecret": "secret",
}


def ids_in(body: object) -> Iterator[tuple[str, str]]:
    """Yield (kind, id) for every id in a JSON, coordinates as they are written there."""
    if isinstance(body, Mapping):
        for key, value in body.items():
            if key in _KINDS:
                named = value if isinstance(value, list) else [value]
                yield from ((_KINDS[key], str(item)) for item in named if item is not None)
            else:
                yield from ids_in(value)
    elif isinstance(body, list):
        for item in body:
            yield from ids_in(item)
