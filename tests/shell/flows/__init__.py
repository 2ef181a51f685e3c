"""The flows of homes and devices, as a person walks through them."""
