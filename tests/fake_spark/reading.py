"""Reading what a request says, and refusing what it may not say."""

from collections.abc import Collection
from dataclasses import dataclass
import sys
from typing import Any, Self

from .answers import RefusedError
from .wire import TIME_SPAN, JsonObject, from_wire

LARGEST = sys.float_info.max


@dataclass(frozen=True, slots=True)
class Fields:
    """The members of one JSON object; members nobody asks for are ignored."""

    members: JsonObject

    @classmethod
    def of(cls, body: Any, about: str = "body") -> Self:
        """Return the members of a body, which has to be an object."""
        if not isinstance(body, dict):
            raise RefusedError(about=about, why="an object is required")
        return cls(body)

    def text(self, name: str) -> str:
        """Return a required text that is not blank."""
        value = self.maybe_text(name)
        if value is None or not value.strip():
            raise RefusedError(about=name, why="is required")
        return value

    def maybe_text(self, name: str) -> str | None:
        """Return a text, None if it is null or absent."""
        value = self.members.get(name)
        if value is not None and not isinstance(value, str):
            raise RefusedError(about=name, why="must be a text")
        return value

    def choice(self, name: str, allowed: Collection[str]) -> str | None:
        """Return one of the allowed words, None if it is null or absent."""
        value = self.maybe_text(name)
        if value is not None and value not in allowed:
            raise RefusedError(about=name, why=f"must be one of {', '.join(allowed)}")
        return value

    def number(self, name: str) -> float:
        """Return a required finite number."""
        value = self.members.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not -LARGEST <= value <= LARGEST:
            raise RefusedError(about=name, why="must be a number")
        return float(value)

    def items(self, name: str) -> list[Any] | None:
        """Return a list, None if it is null or absent."""
        value = self.members.get(name)
        if value is not None and not isinstance(value, list):
            raise RefusedError(about=name, why="must be a list")
        return value

    def texts(self, name: str) -> tuple[str, ...] | None:
        """Return a list of texts, None if it is null or absent."""
        values = self.items(name)
        if values is not None and not all(isinstance(value, str) and value.strip() for value in values):
            raise RefusedError(about=name, why="must be a list of texts")
        return None if values is None else tuple(values)

    def choices(self, name: str, allowed: Collection[str]) -> tuple[str, ...] | None:
        """Return some of the allowed words, None if there is no list."""
        values = self.texts(name)
        if values is not None and not set(values).issubset(allowed):
            raise RefusedError(about=name, why=f"must be of {', '.join(allowed)}")
        return values

    def flag(self, name: str) -> bool | None:
        """Return yes or no, None if it is null or absent."""
        value = self.members.get(name)
        if value is not None and not isinstance(value, bool):
            raise RefusedError(about=name, why="must be true or false")
        return value

    def child(self, name: str) -> Fields | None:
        """Return an object inside this one, None if it is null or absent."""
        value = self.members.get(name)
        return None if value is None else Fields.of(value, name)

    def children(self, name: str) -> list[Fields] | None:
        """Return a list of objects, None if it is null or absent."""
        values = self.items(name)
        return None if values is None else [Fields.of(value, name) for value in values]

    def required_children(self, name: str) -> list[Fields]:
        """Return a list of objects that has to be there."""
        values = self.children(name)
        if values is None:
            raise RefusedError(about=name, why="is required")
        return values

    def instant(self, name: str) -> str:
        """Return a required timestamp as it was written."""
        text = self.text(name)
        try:
            from_wire(text)
        except ValueError:
            raise RefusedError(about=name, why="must be a timestamp") from None
        return text

    def time_span(self, name: str) -> str | None:
        """Return a duration as it was written, None if it is null or absent."""
        text = self.maybe_text(name)
        if text is not None and not TIME_SPAN.fullmatch(text):
            raise RefusedError(about=name, why="must be a time span")
        return text
