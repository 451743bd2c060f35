"""What every published thing shares: entries, drafts over live pages, revisions, tags, redirects, where-used."""
