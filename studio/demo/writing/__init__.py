"""What the demo's writers say."""

from studio.demo.writing.answers import answer, json_answer, subject, thoughts
from studio.demo.writing.longer import long_text

__all__ = ["answer", "json_answer", "long_text", "subject", "thoughts"]
