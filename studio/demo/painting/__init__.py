"""A painter: new pictures from the words of a prompt, the same for the same seed."""

from studio.demo.painting.order import Order, paint, read_size
from studio.demo.painting.scene import Scene, joined_prompt, read_scene

__all__ = ["Order", "Scene", "joined_prompt", "paint", "read_scene", "read_size"]
