"""The query of the Upload Tracking page: what a URL asks for, and what it means here.

``parameters.json`` lists every parameter of the contract and every one of ours. :mod:`.parameters` loads it,
:mod:`.reading` sorts a query by it, :mod:`.values` parses the values, and :mod:`.interpret` turns the query
into a :mod:`.session`. Everything is a pure function.
"""
