"""A walk makes its own Home Assistant, one for each time it begins and after each restart."""

import pytest


@pytest.fixture
def auto_enable_custom_integrations() -> None:
    """Leave it to the house: there is no Home Assistant yet."""


@pytest.fixture
def tank() -> None:
    """Leave it to the house as well."""
