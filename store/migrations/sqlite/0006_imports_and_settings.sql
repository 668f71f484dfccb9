-- Uploaded collection forms with their checked preview, and the few values of the installation.

CREATE TABLE imports (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    institution_id INTEGER REFERENCES institutions (id),
    season_id INTEGER NOT NULL REFERENCES seasons (id),
    file_name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    committed_at INTEGER,
    committed_count INTEGER,
    preview TEXT NOT NULL,
    file BLOB NOT NULL
) STRICT;

CREATE TABLE settings (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
