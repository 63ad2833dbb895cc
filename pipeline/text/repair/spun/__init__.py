"""Undo the GBK spinner: readings behind characters, and runs that were read one byte late."""
