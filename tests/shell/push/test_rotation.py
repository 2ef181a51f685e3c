"""Another secret on request: nothing that Spark signs meanwhile is refused."""

from typing import Any
from unittest.mock import patch

import pytest

from custom_components.volue_spark.spark.errors import SparkError
from custom_components.volue_spark.stores import NotWrittenError
from tests.fake_spark import Fault, Mischief
from tests.shell.push.house import House
from tests.shell.push.test_registration import FULL_DISK

FORMER = Mischief(signature="former")


async def test_spark_signs_with_another_secret_from_then_on(house: House) -> None:
    """Who has read the old one could make this home ask Spark for nothing."""
    await house.begin()
    await house.tell()
    former = house.webhook.secret
    house.asked()
    await house.push.renew_secret()
    assert [set(body) for body in house.sent()] == [{"webhookSecret"}]
    assert (len(house.webhook.secret or ""), house.webhook.secret != former) == (43, True)
    assert await house.tell() == [200]
    # The way is the same: what was proved stays proved.
    assert house.push.state == "working"


async def test_the_old_secret_is_good_for_an_hour_longer(house: House) -> None:
    """A notification that was signed before is repeated for some minutes."""
    await house.begin()
    await house.push.renew_secret()
    house.spark.meddle(FORMER)
    await house.later(minutes=59)
    assert await house.tell() == [200]
    await house.later(minutes=2)
    assert await house.tell() == [401]
    house.spark.behave()
    assert await house.tell() == [200]


async def test_the_old_secret_does_not_stay_on_disk(house: House) -> None:
    """A backup that is stolen a year later should not hold it."""
    await house.begin()
    await house.push.renew_secret()
    assert house.push.keeper.memory.former_secret
    for _ in range(3):
        await house.later(hours=1)
    await house.reload()
    assert house.push.keeper.memory.former_secret is None


@pytest.mark.parametrize("drop", ["before", "after"])
@pytest.mark.parametrize("is_restarted", [False, True])
async def test_where_spark_may_have_it_or_not_both_are_good_until_it_was_told_again(
    house: House, drop: Any, is_restarted: bool
) -> None:
    """A lost answer tells nothing; each notification of that hour would be refused with one of them."""
    await house.begin()
    house.spark.fail("PATCH", "/webhooks/", Fault(drop=drop))
    with pytest.raises(SparkError):
        await house.push.renew_secret()
    at_spark = house.webhook.secret
    if is_restarted:
        house.spark.fail("GET", "/webhooks", Fault(status=500))
        await house.reload()
    assert await house.tell() == [200]
    # What is written down meanwhile puts off no round.
    await house.later(minutes=31)
    await house.later(minutes=31)
    assert await house.tell() == [200]
    assert (house.webhook.secret == at_spark) is (drop == "after")
    house.spark.meddle(Mischief(signature="wrong"))
    assert await house.tell() == [401]


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_a_second_wish_while_the_first_is_not_told_makes_no_third_secret(house: House, drop: Any) -> None:
    """Spark may sign with the one of the first wish by now, or with the one before: both have to stay good."""
    await house.begin()
    house.spark.fail("PATCH", "/webhooks/", Fault(drop=drop))
    with pytest.raises(SparkError):
        await house.push.renew_secret()
    house.spark.fail("*", "/webhooks", Fault(status=500))
    with pytest.raises(SparkError):
        await house.push.renew_secret()
    assert await house.tell() == [200]
    await house.push.renew_secret()
    assert await house.tell() == [200]


async def test_on_a_full_disk_the_old_secret_stays(house: House) -> None:
    """One that Spark has and the disk has not would be refused after a restart."""
    await house.begin()
    before = house.webhook.secret
    house.asked()
    with patch(FULL_DISK), pytest.raises(NotWrittenError):
        await house.push.renew_secret()
    assert (house.asked(), house.webhook.secret) == ([], before)
    assert await house.tell() == [200]


async def test_while_the_address_is_away_for_a_moment_the_secret_is_renewed_all_the_same(house: House) -> None:
    """The wish would be forgotten, or done at some later time that nobody expects."""
    await house.begin()
    before = house.webhook.secret
    await house.account.hass.config.async_update(external_url=None)
    await house.settle()
    await house.push.renew_secret()
    assert house.webhook.secret != before


async def test_without_a_webhook_there_is_nothing_to_renew(house: House) -> None:
    """A wish that cannot be fulfilled makes no webhook that nobody allowed."""
    await house.begin()
    await house.change_mind(is_allowed=False)
    house.asked()
    await house.push.renew_secret()
    assert (house.asked(), house.spark.webhooks) == ([], {})
