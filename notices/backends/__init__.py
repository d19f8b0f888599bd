"""Ways in which an SMS leaves the house. Each module has `send(phone, words, key)` and raises OSError when it could not.

`phone` is +86 and 11 digits, `words` the text with its sign, `key` the idempotency key that the provider is given.
"""
