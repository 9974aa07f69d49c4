"""What is copied out of the transcript.

A selection (or a message) becomes *clips*: small values that stand for whole texts or for cut
leaves (`gather.py`). Only when someone asks for a format are clips turned into markdown
(`as_markdown.py`), plain text (`as_plain.py`) or HTML (`as_html.py`); `mime.py` does that on
demand. A model's answer is hostile: HTML is made from our own leaves, escaped, and holds
neither scripts nor images.
"""
