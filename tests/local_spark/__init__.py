"""Tests of the local Spark itself."""
