-- Industry sessions and the revisions of their pages; a saved revision is never changed.

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    season_id INTEGER NOT NULL REFERENCES seasons (id),
    number INTEGER NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    industry TEXT NOT NULL,
    city TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    published_revision INTEGER,
    doc TEXT NOT NULL,
    UNIQUE (season_id, number)
) STRICT;

CREATE INDEX sessions_by_start ON sessions (season_id, starts_at, id);

CREATE TABLE session_revisions (
    session_id INTEGER NOT NULL REFERENCES sessions (id),
    number INTEGER NOT NULL CHECK (number > 0),
    author TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    published_at INTEGER,
    doc TEXT NOT NULL,
    PRIMARY KEY (session_id, number)
) STRICT;

CREATE TRIGGER session_revisions_keep BEFORE UPDATE OF session_id, number, author, saved_at, doc
ON session_revisions BEGIN
    SELECT RAISE(ABORT, 'a saved revision is never changed');
END;
CREATE TRIGGER session_revisions_stay BEFORE DELETE ON session_revisions BEGIN
    SELECT RAISE(ABORT, 'a saved revision is never removed');
END;
