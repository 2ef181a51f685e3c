"""The account under the very name that a flow would give it."""

import pytest

from tests.shell.conftest import Account


@pytest.fixture
def account(account: Account) -> Account:
    """Return the account as the flow that asked for it has named it."""
    account.unique_id = f"{account.spark.api_url}_demo-client"
    return account
