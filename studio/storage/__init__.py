"""What is kept: the library (SQLite), image files, settings, secrets. No Qt, no network.

The life of one reply on disk: an image that came whole is written by `blobs.BlobStore`
as a file named by its hash, before any row speaks of it. Twice a second the run hands the
growing message to `database.DatabaseThread`, whose one thread calls
`library.Library.put_messages`; only what changed is written. When the reply has ended, its
text joins the full-text index in the same transaction. After a crash the write-ahead log
brings back all that was handed over, and `mark_interrupted` marks the reply.
"""
