"""A search index of plain arrays: immutable segments mapped straight from their files, and one call a term to
answer.

Read in this order:

- :mod:`~search.index.columns.fields`: what a document is, and how much a word weighs in each of its fields.
- :mod:`~search.index.columns.arrayfile`: how arrays lie in a file, and how damage is seen.
- :mod:`~search.index.columns.build`: documents to a segment, inverted in bulk.
- :mod:`~search.index.columns.segment`: the reader of one segment. Its docstring is the layout on disk.
- :mod:`~search.index.columns.docsets`, :mod:`~search.index.columns.occurrences`,
  :mod:`~search.index.columns.evaluate`: a query tree over the arrays of one segment.
- :mod:`~search.index.columns.facets`, :mod:`~search.index.columns.counting`: facet counts.
- :mod:`~search.index.columns.snapshot`: several segments that answer as one.
- :mod:`~search.index.columns.merge`, :mod:`~search.index.columns.tiers`: several segments into one, and when.
- :mod:`~search.index.columns.toc`, :mod:`~search.index.columns.store`: the folder, and everything that
  happens to it.

Nothing here knows Django, Haystack or Whoosh.
"""
