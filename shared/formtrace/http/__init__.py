"""The HTTP API: what each route does, with requests and answers as typed values.

Nothing here knows how requests arrive; :mod:`formtrace.adapters.http.application` does. Paths are those of
``docs/openapi.json``.
"""
