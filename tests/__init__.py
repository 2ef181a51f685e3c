"""Tests, the local Spark and the demo."""
