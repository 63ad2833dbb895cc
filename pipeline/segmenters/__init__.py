"""Segmenters: picklable callables `str -> list[str]` whose words joined are the text.

The words are a function of the text alone: the same in any process, at any time. A
segmenter that needs a model also has `initialize`, `to_disk`, `from_disk`, `to_bytes` and
`from_bytes`.
"""
