"""What happens to the webhook when it is no longer wanted: it goes, at Spark and in the cloud."""

from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from ..connection import spark_client
from ..const import LOGGER
from ..failures import in_short
from ..owned import account_of
from ..spark.errors import SparkError
from ..stores import NotWrittenError
from .address import forget_cloud_hook
from .keeper import Keeper
from .memory import PushStore


async def leave(hass: HomeAssistant, keeper: Keeper) -> None:
    """Delete our webhook at Spark, and the cloud hook; raises SparkError and NotWrittenError."""
    await forget_cloud_hook(hass, keeper.memory.hook_id)
    await keeper.leave()


async def leave_if_possible(hass: HomeAssistant, keeper: Keeper) -> bool:
    """Delete both as far as that can be done now; return whether Spark has none any more."""
    try:
        await leave(hass, keeper)
    except (SparkError, NotWrittenError) as err:
        LOGGER.warning("The webhook at Spark could not be deleted: %s", in_short(err))
        return False
    return True


async def leave_push(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Delete all of an account that is removed; what Spark does not let go of now, nobody answers any more."""
    store = PushStore(hass, entry.entry_id)
    if kept := await store.load():
        client = spark_client(hass, entry.data)
        is_ours = kept.account == account_of(entry)
        await leave_if_possible(hass, Keeper(client, store, kept if is_ours else kept.gone()))
    await store.remove()
