"""References: the one library of sources that pages cite, and what has become of each of them."""
