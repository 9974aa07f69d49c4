"""Lexers of programming languages, made ready in the background.

The first use of a language compiles its expressions: up to 0.1 s (Python, 2026-11), for which no
frame can wait.
"""

import threading
from functools import lru_cache
from typing import Any

_SAMPLE_CHARS = 4_000


class LexerShelf:
    """The languages that can be highlighted at once.

    Thread: any.
    """

    def __init__(self) -> None:
        self._ready: set[str] = set()
        self._loading: set[str] = set()

    def is_known(self, language: str) -> bool:
        """Whether there is such a language."""
        return language in _aliases()

    def is_ready(self, language: str, code: str) -> bool:
        """Whether a known language can be highlighted now; if not, it soon will be.

        Args:
            code: what will be highlighted; languages inside it are made ready too.
        """
        if language in self._ready:
            return True
        if language not in self._loading:
            self._loading.add(language)
            sample = code[:_SAMPLE_CHARS]
            threading.Thread(
                target=self._load, args=(language, sample), name=f"lexer {language}", daemon=True
            ).start()
        return False

    def new(self, language: str) -> Any:
        """A lexer of a language that is ready."""
        from pygments.lexers import get_lexer_by_name

        return get_lexer_by_name(language)

    def _load(self, language: str, sample: str) -> None:
        try:
            for _ in self.new(language).get_tokens_unprocessed(sample):
                pass
        finally:
            self._ready.add(language)
            self._loading.discard(language)


@lru_cache(maxsize=1)
def lexers() -> LexerShelf:
    """The one shelf of this process."""
    return LexerShelf()


@lru_cache(maxsize=1)
def _aliases() -> frozenset[str]:
    from pygments.lexers import get_all_lexers

    return frozenset(
        alias.lower() for _, names, _, _ in get_all_lexers(plugins=False) for alias in names
    )
