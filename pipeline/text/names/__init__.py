"""Names in a text: tables, titles, composition, resolution. Strings in, mentions out."""

from pipeline.text.names.find import find_mentions
from pipeline.text.names.gazetteer import Entry, Gazetteer
from pipeline.text.names.mentions import Mention, select_longest

__all__ = ["Entry", "Gazetteer", "Mention", "find_mentions", "select_longest"]
