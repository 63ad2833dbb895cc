"""Run the damage classes over a text, one after another, until nothing more changes."""

from pipeline.text.repair.stage import Context, Stage

__all__ = ["STAGES"]

# In this order. Each stage sees the text as the stages before it left it.
STAGES: tuple[Stage, ...] = (
    # Stage("mojibake", ("utf8_as_gbk", ...), could_have_mojibake, find_mojibake),     whole encodings first
    # Stage("gloss", ...)                                                              GBK spinner
    # Stage("shift", ...)
    # Stage("placeholder", ...), Stage("residue", ...), Stage("entity", ...), Stage("invisible", ...)
)
