"""One word a character."""


class CharacterSegmenter:
    """Cut text into its code points.

    >>> CharacterSegmenter()("上海 2024")
    ['上', '海', ' ', '2', '0', '2', '4']
    """

    def __call__(self, text: str) -> list[str]:
        """Cut a text into characters."""
        return list(text)
