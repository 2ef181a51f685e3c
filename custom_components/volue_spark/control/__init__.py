"""Carrying out decisions on the user's devices, and undoing them."""
