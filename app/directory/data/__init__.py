"""The towns and outcodes that come with the program, and the scripts that made them."""
