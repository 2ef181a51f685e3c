"""A month of a real recorder: every report against an independent calculation."""
