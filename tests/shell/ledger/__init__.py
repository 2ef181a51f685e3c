"""The ledger of reports as a person meets it: actions, and repairs."""
