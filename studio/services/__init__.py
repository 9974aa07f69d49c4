"""State and work: stores, runs, catalogue. The only layer that starts tasks.

The life of one prompt: `RunService.send` adds a user message and an empty reply to the tree
(`ConversationStore`), and starts a `Run` in a `TaskScope`. The run asks `KeyRing` for the key
and opens a stream on the `NetworkThread`, where the gateway turns bytes into events. Batches
come back at most every 66 ms, are folded by `core.reply.Reply`, announced by `run_advanced`,
and saved on the `DatabaseThread` at most 400 ms later.
"""
