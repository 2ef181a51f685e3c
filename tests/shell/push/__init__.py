"""What Spark tells by itself: its webhook here and there, and what comes of a notification."""
