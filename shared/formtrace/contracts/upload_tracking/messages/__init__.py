"""The message stream of the Upload Tracking contract: what a host app is told about one analysis.

Made once, with the result, and stored beside it in pages. The API serves the pages, and the web page passes
the messages on to its host.

===============  ==============================================================================
``types``        the shape of every message, with ``jump_types`` and ``common``
``stream``       the whole stream of a result, in the documented order
``timeline``     messages from the result document that belong to a time in the video
``jumps``        the messages of jumps
``per_frame``    keypoints, angles and progression
``summary``      the end of the stream: final count, summary, completion
``progress``     messages of a job that has no result yet, or has failed
``pages``        how the stream is stored and read
``delivery``     a listener's next messages, in any state of the job; works without NumPy
``json_schema``  the JSON Schema of all messages, for ``docs/``
===============  ==============================================================================
"""
