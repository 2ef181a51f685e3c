"""Tests of the shell, through Home Assistant's public surface."""
