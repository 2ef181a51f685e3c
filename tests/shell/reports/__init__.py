"""Usage reports, from a real recorder to the local Spark."""
