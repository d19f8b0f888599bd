"""Stand-ins for the providers: real HTTP servers that check what they get as the provider does, and can misbehave."""
