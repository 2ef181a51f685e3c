"""Setting up, through Home Assistant's own flow managers."""
