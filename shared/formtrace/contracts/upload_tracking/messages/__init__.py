"""The message stream of the Upload Tracking contract: what a host app hears of one analysis.

Made once, with the result, and stored beside it in pages; the API serves the pages, the page passes the
messages on to its host.

=============  ================================================================================
``types``      the shape of every message: the schema in ``docs/`` is made from it
``stream``     the whole stream of a result, in the documented order
``moments``    messages from the result document that belong to a moment
``jumps``      the messages of jumps
``perframe``   keypoints, angles and progression
``closing``    the end of the stream: final count, summary, completion
``live``       what can be said before there is a result, and when there will be none
``pages``      how the stream is stored and read
``delivery``   what a listener hears next, from all of these; NumPy is not needed for that
``schema``     the JSON Schema of all messages
=============  ================================================================================
"""
