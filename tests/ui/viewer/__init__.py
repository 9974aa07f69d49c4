"""The viewer by real mouse, keys and wheel, on real files."""
