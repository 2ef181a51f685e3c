"""A random walk: whatever people, devices, curves, clocks and restarts do, some things must hold."""
