"""The rules of docs/feeds.md asked of a feed from outside, as an app or a directory would meet it."""
