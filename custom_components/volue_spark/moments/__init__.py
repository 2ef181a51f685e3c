"""What automations wait for: hours that begin and end, and a new curve."""
