"""Problems in the real issue registry, mended through the repairs of Home Assistant."""
