"""One colour for each kind of name and for figures: in displaCy, in annotation tools."""

__all__ = ["COLORS", "METRIC"]

METRIC = "METRIC"
# Pale enough for black text (contrast above 10:1), a hue apart from each neighbour.
COLORS = {
    "PERSON": "#f4b6ae",
    "ORG": "#a9c7ee",
    "GPE": "#b4dcb5",
    "LOC": "#a6dcd4",
    "FAC": "#e6cf9c",
    "PRODUCT": "#dfbce4",
    "EVENT": "#f1c4a1",
    "LAW": "#c5c1f0",
    METRIC: "#e3c766",
}
