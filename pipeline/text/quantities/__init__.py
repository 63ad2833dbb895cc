"""From numbers in a text to facts: numerals, units, times, quantities, metrics."""
