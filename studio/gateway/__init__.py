"""The network: requests become wire bodies, bytes of an answer become core events.

The life of one reply: `client.HttpGateway.chat` builds the body (`bodies`, `history`,
`pictures`), sends it (`transport`, `retry`), feeds every chunk to `answer.AnswerParser`,
keeps the images it cut out, and yields batches of events. Failures of every kind become
one class of `core.errors` (`failures`, `faults`). No Qt, no storage.
"""
