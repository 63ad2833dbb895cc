"""Names in a text: tables, titles, composition, resolution. Strings in, mentions out."""
