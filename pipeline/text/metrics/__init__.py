"""Facts: what a quantity measures, of whom, when, and how it changed."""
