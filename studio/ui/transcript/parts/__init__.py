"""Elements that are not markdown: heads, bubbles, images, cards, footers."""
