"""Which texts the source can ask for, and which ones there are."""
