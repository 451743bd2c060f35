"""Articles: the tree of pages that stay."""
