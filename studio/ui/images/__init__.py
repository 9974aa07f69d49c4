"""Images for the interface: decoding, caching."""
