"""What is left over at Spark: reported to the last hour, then deleted."""
