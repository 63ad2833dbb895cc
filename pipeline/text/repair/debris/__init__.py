"""Clear what is left of markup, of invisible characters, and of signs that a code page lacked."""
