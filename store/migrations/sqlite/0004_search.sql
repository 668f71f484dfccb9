-- Full-text search over lots; rowid = lots.rank, so that hits come out newest first.

-- The words arrive cut and in lower case, therefore the plain `ascii` tokenizer: it leaves every
-- Chinese pair whole. `facets` holds one word per filter value. The index of one-character
-- prefixes makes the search for a single Chinese character as cheap as one for a pair.
CREATE VIRTUAL TABLE lot_search USING fts5 (
    facets, terms, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1'
);
