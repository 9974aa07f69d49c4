"""Tables of the compare page: their look, and what is painted in their cells."""
