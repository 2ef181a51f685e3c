"""One page of a list and what is said about the others."""

from collections.abc import Mapping, Sequence
from typing import Any

from .answers import RefusedError
from .assumptions import DEFAULT_PAGE_SIZE
from .wire import JsonObject

MAX_PAGE_SIZE = 1000
MAX_PAGE = 2**31 - 1


def page_of(name: str, items: Sequence[Any], query: Mapping[str, str]) -> JsonObject:
    """Return the page that a query asks for; one beyond the end is empty."""
    page = whole_number(query, "page", default=1, most=MAX_PAGE)
    size = whole_number(query, "pageSize", default=DEFAULT_PAGE_SIZE, most=MAX_PAGE_SIZE)
    first = (page - 1) * size
    return {"pagination": pagination(len(items), size, page), name: list(items[first : first + size])}


def pagination(total: int, size: int, page: int) -> JsonObject:
    """Return what a page says about itself and its neighbours."""
    pages = -(-total // size)
    return {
        "totalRecords": total,
        "pageSize": size,
        "currentPage": page,
        "totalPages": pages,
        "nextPage": page + 1 if page < pages else None,
        "previousPage": page - 1 if page > 1 else None,
    }


def whole_number(query: Mapping[str, str], name: str, *, default: int, most: int) -> int:
    """Return a number of the query from 1 to ``most``."""
    text = query.get(name, str(default))
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
        raise RefusedError(about=name, why=f"must be a number from 1 to {most}")
    return int(text)
