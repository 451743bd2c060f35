"""Resources: curated links and downloads by topic."""
