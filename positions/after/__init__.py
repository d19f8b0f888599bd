"""What is known afterwards: how it was, whether the door was open, what the calendar follows."""
