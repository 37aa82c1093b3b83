"""The Upload Tracking contract: the page's query and the messages to its host.

``coverage`` writes the tables of ``docs/contract-coverage.md``; ``errors.json`` lists the error codes.
"""
