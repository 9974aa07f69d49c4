"""Taking a comparison or a run out of the studio."""
