"""What is not offered yet: asking for it, answering, ordering from partners."""
