"""One version a file. Expand first: what the version before reads and writes must go on working while both run."""
