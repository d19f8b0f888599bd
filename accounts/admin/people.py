"""The pages of people: accounts (to lock them), Posts (the deeds of `accounts.posts`), the divisions."""
