-- The audit record (审计记录): what was changed, by whom, when, why and in which request. The chain of
-- hashes is for ever; the words of a row may go when the law does not want them any more (PIPL).

CREATE TABLE audit_chain (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    class TEXT NOT NULL CHECK (class IN ('general', 'auction')),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE audit_entries (
    seq INTEGER PRIMARY KEY REFERENCES audit_chain (seq),
    at INTEGER NOT NULL,
    class TEXT NOT NULL,
    -- Absent for the server and its operator. No reference: the row outlives the account.
    actor_id INTEGER,
    roles TEXT NOT NULL,
    act TEXT NOT NULL,
    kind TEXT NOT NULL,
    object TEXT NOT NULL,
    -- JSON without secrets.
    before TEXT,
    after TEXT,
    reason TEXT,
    request TEXT
) STRICT;
CREATE INDEX audit_by_actor ON audit_entries (actor_id, seq);
CREATE INDEX audit_by_actor_and_act ON audit_entries (actor_id, act, seq);
CREATE INDEX audit_by_act ON audit_entries (act, seq);
CREATE INDEX audit_by_kind ON audit_entries (kind, seq);
CREATE INDEX audit_by_object ON audit_entries (object, kind, seq);
CREATE INDEX audit_by_time ON audit_entries (at, seq);
CREATE INDEX audit_by_age ON audit_entries (class, at);

-- The words of the rows; rowid = seq. Cut like those of the lots.
CREATE VIRTUAL TABLE audit_search USING fts5 (
    terms, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1'
);

-- One row: the end of the chain. Whoever writes rows holds it until the commit.
CREATE TABLE audit_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, zeroblob(32));

-- What was allowed to go, and when that was decided. Never within 181 days, which are the shortest
-- six months, nor within 1,826 days, which are the shortest five years (microseconds).
CREATE TABLE audit_purges (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    general_before INTEGER NOT NULL CHECK (general_before <= at - 15638400000000),
    auction_before INTEGER NOT NULL CHECK (auction_before <= at - 157766400000000)
) STRICT;

CREATE TRIGGER audit_chain_follow BEFORE INSERT ON audit_chain
WHEN NEW.seq <> 1 + COALESCE((SELECT max(seq) FROM audit_chain), 0)
BEGIN
    SELECT RAISE(ABORT, 'the audit record has no gaps');
END;
CREATE TRIGGER audit_chain_keep BEFORE UPDATE ON audit_chain BEGIN
    SELECT RAISE(ABORT, 'the audit record is append-only');
END;
CREATE TRIGGER audit_chain_stay BEFORE DELETE ON audit_chain BEGIN
    SELECT RAISE(ABORT, 'the audit record is append-only');
END;
CREATE TRIGGER audit_entries_keep BEFORE UPDATE ON audit_entries BEGIN
    SELECT RAISE(ABORT, 'the audit record is append-only');
END;
CREATE TRIGGER audit_entries_stay BEFORE DELETE ON audit_entries
WHEN OLD.at >= COALESCE((
    SELECT max(CASE OLD.class WHEN 'general' THEN general_before ELSE auction_before END)
    FROM audit_purges
), OLD.at)
BEGIN
    SELECT RAISE(ABORT, 'a row of the audit record must still be kept');
END;
CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head WHEN NEW.seq <= OLD.seq BEGIN
    SELECT RAISE(ABORT, 'the audit record only grows');
END;
CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head BEGIN
    SELECT RAISE(ABORT, 'the audit record only grows');
END;
CREATE TRIGGER audit_purges_keep BEFORE UPDATE ON audit_purges BEGIN
    SELECT RAISE(ABORT, 'the audit record is append-only');
END;
CREATE TRIGGER audit_purges_stay BEFORE DELETE ON audit_purges BEGIN
    SELECT RAISE(ABORT, 'the audit record is append-only');
END;
