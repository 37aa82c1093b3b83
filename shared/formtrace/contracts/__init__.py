"""Interfaces of other products that Formtrace is compatible with, one package each.

The core speaks its own terms; what a contract calls them is known only in its package.
"""
