"""Adding a device, and changing one."""
