-- Full-text search over lots; rank = lots.rank, so that hits come out newest first.

-- The words arrive cut and in lower case and are stored as they are, without a dictionary. Words
-- that begin with `=` stand for filter values.
CREATE TABLE lot_search (
    rank BIGINT NOT NULL PRIMARY KEY,
    terms TSVECTOR NOT NULL
);

CREATE INDEX lot_search_terms ON lot_search USING gin (terms);
