"""Two times two simulated weeks in a real Home Assistant, looked at every minute; started by ``scripts/soak``."""
