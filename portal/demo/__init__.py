"""The demonstration portal: what it says (one module per subject) and how that becomes pages (builder)."""
