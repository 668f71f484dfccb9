-- Logbooks (台账) of sessions, from which their targets are counted, and the targets that the centre has
-- waived for a session.

CREATE TABLE logbook_entries (
    id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id),
    book TEXT NOT NULL,
    -- What is counted once: a credit code, an outlet, a title, the code of a lot.
    subject TEXT NOT NULL,
    -- What makes it the same entry again.
    entry_key TEXT NOT NULL,
    -- How an enterprise was served; empty for other logbooks.
    kind TEXT NOT NULL,
    -- `2026-11-20`; empty where an entry has no day.
    dated TEXT NOT NULL,
    counted INTEGER NOT NULL,
    doc TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES accounts (id),
    changed_at INTEGER NOT NULL,
    -- Taken out, and brought back by undoing that.
    removed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX logbook_entries_key ON logbook_entries (session_id, book, entry_key)
WHERE removed_at IS NULL;
CREATE INDEX logbook_entries_of_book ON logbook_entries (session_id, book, id);

CREATE TABLE target_waivers (
    session_id INTEGER NOT NULL REFERENCES sessions (id),
    target TEXT NOT NULL,
    reason TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES accounts (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (session_id, target)
) STRICT, WITHOUT ROWID;
