"""Places for a whole term: enrolling, days off, what is missed; and places by the hour."""
