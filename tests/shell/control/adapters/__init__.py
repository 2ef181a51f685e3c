"""Each domain, with Home Assistant's own integration of it."""
