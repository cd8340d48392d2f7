"""The strings of the site: one mapping a language, the same names in each."""
