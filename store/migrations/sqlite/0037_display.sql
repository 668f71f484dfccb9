-- What the lists of the public display filter and sort by besides: readiness, level of the programme,
-- packages (lots with several patents), big institutes, featured first. Lots that are stored already
-- carry the answers in their documents.

ALTER TABLE lots ADD COLUMN trl INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lots ADD COLUMN project_level TEXT NOT NULL DEFAULT 'NONE';
ALTER TABLE lots ADD COLUMN package INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lots ADD COLUMN big_institute INTEGER NOT NULL DEFAULT 0;
-- One descending key: featured lots by their rank above all others, those as in `rank`.
-- 4611686018427387904 = 2^62, above every rank.
ALTER TABLE lots ADD COLUMN featured_key INTEGER NOT NULL DEFAULT 0;

UPDATE lots SET
    trl = json_extract(doc, '$.trl'),
    project_level = json_extract(doc, '$.project_level'),
    package = json_array_length(doc, '$.patents') > 1,
    big_institute = COALESCE(
        (SELECT json_extract(i.doc, '$.big_institute') FROM institutions i WHERE i.id = owner_id), 0
    ),
    featured_key = CASE WHEN featured_rank IS NULL THEN rank
        ELSE 4611686018427387904 + (65535 - featured_rank) * 1073741824 + id % 1073741824 END,
    card = json_set(
        card, '$.trl', json_extract(doc, '$.trl'), '$.patents', json_array_length(doc, '$.patents')
    );

CREATE INDEX lots_by_featured ON lots (featured_key, rank) WHERE rank > 1073741824;

-- The search index knows the new facets once its entries are written anew, which the program does
-- when it opens a database whose entries are older. Without lots there is nothing to write.
INSERT INTO settings (key, value) SELECT 'search_entries', '2'
WHERE NOT EXISTS (SELECT 1 FROM lots);

-- Patent packages: lots of a session for one start price. What dissolves a package closes its rows,
-- so that its lots are free again; an open row keeps a lot from any other package.
CREATE TABLE packages (
    id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id),
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    start_price INTEGER NOT NULL,
    state TEXT NOT NULL,
    opened_at INTEGER NOT NULL
) STRICT;

CREATE INDEX packages_of_session ON packages (session_id, id);

CREATE TABLE package_lots (
    package_id INTEGER NOT NULL REFERENCES packages (id),
    place INTEGER NOT NULL,
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    open INTEGER NOT NULL,
    PRIMARY KEY (package_id, place)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX package_lots_open ON package_lots (lot_id) WHERE open = TRUE;
