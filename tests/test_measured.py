"""What the README says was measured is what scripts/soak and scripts/bench measure, and within their limits."""

import pytest

from tests import measured
from tests.bench.test_bench import TITLE as BENCH_TITLE
from tests.measured import Measure
from tests.soak.test_soak import TITLE as SOAK_TITLE


def figures(title: str, measures: tuple[Measure, ...]) -> dict[Measure, float]:
    """Return the README's figures; a table of another shape is a failure."""
    rows = measured.in_readme(title).splitlines()[2:]
    found = [float(measured.cells(row)[1].replace(",", "")) for row in rows]
    return dict(zip(measures, found, strict=True))


@pytest.mark.parametrize(("title", "measures"), [(SOAK_TITLE, measured.SOAK), (BENCH_TITLE, measured.BENCH)])
def test_the_readme_s_table_is_the_printed_one(title: str, measures: tuple[Measure, ...]) -> None:
    """Rows, order, limits and the form of the figures; the soak itself watches the limits."""
    assert measured.in_readme(title) == measured.table(title, measures, figures(title, measures))


def test_every_figure_of_the_readme_is_within_its_limit() -> None:
    """Nobody may write a promise into the README that the soak would not pass."""
    found = figures(SOAK_TITLE, measured.SOAK)
    assert [measure.what for measure in measured.SOAK if found[measure] < 0 or not measure.holds(found[measure])] == []
