"""Spark, prices and time; this package has never heard of Home Assistant."""
