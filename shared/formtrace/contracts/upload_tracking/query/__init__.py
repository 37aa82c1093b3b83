"""The query of the Upload Tracking page: what a URL asks for, and what it means here.

``parameters.json`` lists every parameter of the contract and every one of ours; :mod:`.parameters` reads it,
:mod:`.kinds` reads values, :mod:`.session` makes a session of a query. Everything is a pure function.
"""
