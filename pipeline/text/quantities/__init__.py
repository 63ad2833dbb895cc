"""Numbers in running text as quantities: numerals, units, bounds, and what only looks like one."""
