"""Ids and secrets out of what is shown: each replaced by a short name that stays the same."""

from collections import Counter
from collections.abc import Iterable, Mapping
import re
from typing import Any

# What gives a home away, or opens a door, where nobody knows it: a meter point has 18 digits, a user is mostly
# a GUID, coordinates have many decimals, and a token is long and means nothing.
_LOOKS = {
    "[meter point]": re.compile(r"(?<!\d)\d{18}(?!\d)", re.ASCII),
    "[id]": re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE),
    "[number]": re.compile(r"-?\d+\.\d{4,}", re.ASCII),
    "[token]": re.compile(r"[\w.~+/=-]{32,}", re.ASCII),
}


def without_ids(text: str, names: Mapping[str, str]) -> str:
    """Return a sentence of Spark's without the ids and secrets that it quotes, known or not."""
    shown = masked(text, names)
    for word, look in _LOOKS.items():
        shown = look.sub(word, shown)
    return shown


def short_names(ids: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return id -> name for pairs of (kind, id): "user 1", "user 2", in the order in which they are met."""
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for kind, thing_id in ids:
        if thing_id and thing_id not in names:
            counts[kind] += 1
            names[thing_id] = f"{kind} {counts[kind]}"
    return names


def masked[T](value: T, names: Mapping[str, str]) -> T:
    """Return JSON in which every id, wherever it stands in a text or a key, is its name.

    Upper and lower case are the same: a GUID comes back in either.
    """
    folded = {secret.casefold(): name for secret, name in names.items() if secret}
    if not folded:
        return value
    # The longest first: one id may begin with another.
    found = re.compile("|".join(map(re.escape, sorted(folded, key=len, reverse=True))), re.IGNORECASE)

    def hidden(text: str) -> str:
        return found.sub(lambda match: folded[match[0].casefold()], text)

    def walk(node: Any) -> Any:
        if isinstance(node, str):
            return hidden(node)
        if isinstance(node, Mapping):
            return {hidden(key): walk(item) for key, item in node.items()}
        return [walk(item) for item in node] if isinstance(node, list) else node

    masked_value: T = walk(value)
    return masked_value
