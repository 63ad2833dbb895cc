"""Undo text that was read with the wrong table, whole pages and runs of them."""
