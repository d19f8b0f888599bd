"""Keys: which ones the data need (marks), sealing with a newer one (sealing), finding again by a newer one (prints)."""
