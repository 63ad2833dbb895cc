"""One word a line, for pipelines that clean text and never look at words."""

import re

LINE_RE = re.compile(r"[^\r\n]+ | \r\n? | \n", re.VERBOSE)


class LineSegmenter:
    r"""Cut text into lines and the breaks between them.

    >>> LineSegmenter()("上海 2024\r\n\n北京")
    ['上海 2024', '\r\n', '\n', '北京']
    """

    def __call__(self, text: str) -> list[str]:
        """Cut a text into lines."""
        return LINE_RE.findall(text)
