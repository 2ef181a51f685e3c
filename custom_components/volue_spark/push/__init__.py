"""Spark tells by itself: a webhook of our own there, verified here, and the next poll hurried."""
