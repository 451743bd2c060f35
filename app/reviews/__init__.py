"""Reviews: links that show one revision to somebody without an account, what they say of it, and who signed it off."""
