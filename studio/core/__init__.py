"""Values and rules of the studio: no Qt, no input or output, no clock.

A conversation is a tree of messages (`tree`), a message is an ordered tuple of parts
(`parts`, `messages`). A request (`requests`) holds all that influences a reply; the
gateway answers it with stream events (`events`), which a `Reply` (`reply`) folds into
parts again. Errors of every layer are in `errors`.
"""
