"""Two to four pictures against each other: a line to move, side by side, blinking, differing."""
