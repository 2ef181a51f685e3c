"""What the flows of homes and of devices share."""

from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentryFlow


class SparkSubentryFlow(ConfigSubentryFlow):
    """A flow on an account that is set up, loaded or not."""

    @property
    def _entry(self) -> ConfigEntry[Any]:
        return self._get_entry()

    def _titles(self) -> list[str]:
        return [subentry.title for subentry in self._entry.get_subentries_of_type(self._subentry_type)]
