"""What the flows ask about homes and devices, and what they register at Spark."""
