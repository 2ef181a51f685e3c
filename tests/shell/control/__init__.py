"""Devices that follow the curve: a tank that is an on/off helper, and a day with a curve."""
