"""Two simulated weeks in a real Home Assistant, four times, looked at every minute; started by ``scripts/soak``."""
