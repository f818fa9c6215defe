"""Indexes for programs: feeds, the finder's data, the search index, the site map."""
