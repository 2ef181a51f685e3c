"""A home to look at: a real Home Assistant beside a local Spark."""
