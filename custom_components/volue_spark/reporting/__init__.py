"""Hours -> report -> Spark, written down before it is sent."""
