"""Files to rows: what was given, what it says, whether it is known, and what became of it."""
