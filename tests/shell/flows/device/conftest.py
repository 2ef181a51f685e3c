"""An account with a home and no device yet."""

import pytest

from tests.shell.conftest import Account


@pytest.fixture
def account(account: Account) -> Account:
    """Return an account whose devices are still to be added."""
    account.devices = {}
    return account
