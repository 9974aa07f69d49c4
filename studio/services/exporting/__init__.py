"""Pictures going out as files: a folder of them, an archive, or a contact sheet.

`job.py` takes one picture after the other on a thread: read, encoded if wished (`encoding.py`),
told what it is about (`storage.picture_metadata`), named (`names.py`), and put away (`sinks.py`)
under a name that was free. `service.py` starts it, tells how far it is, and stops it.
"""
