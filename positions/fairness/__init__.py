"""Who gets a place when there are fewer places than people: ranks, offers, families, shares, what may be taken back."""
