"""The pages: places to find, sessions to choose, bookings to make and keep. They parse, call one thing, render."""
