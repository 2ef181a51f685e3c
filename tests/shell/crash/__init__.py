"""Usage reports when Home Assistant ends in the middle of one: on real files, against the local Spark."""
