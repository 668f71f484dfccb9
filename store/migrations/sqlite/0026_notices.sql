-- Notices (通知) to people about their lots, what each wants to be told, links of private calendars, and
-- accounts whose person has gone.

CREATE TABLE notices (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    kind TEXT NOT NULL,
    -- What happened: nobody is told twice.
    key TEXT NOT NULL,
    -- What it says, JSON.
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    -- Later than `at` in quiet hours.
    shown_at INTEGER NOT NULL,
    read_at INTEGER,
    UNIQUE (account_id, key)
) STRICT;
CREATE INDEX notices_unread ON notices (account_id, id) WHERE read_at IS NULL;
CREATE INDEX notices_read ON notices (account_id, id) WHERE read_at IS NOT NULL;
CREATE INDEX notices_by_age ON notices (at);

-- One row: the first leaf of the ledger whose event nobody was told of. Whoever tells holds it. What
-- happened before this migration is not told.
CREATE TABLE notice_progress (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    next_leaf INTEGER NOT NULL
) STRICT;
INSERT INTO notice_progress (id, next_leaf)
SELECT 1, COALESCE(max(idx) + 1, 0) FROM ledger_leaves;

-- Steps of deals that their buyers are still to be reminded of.
CREATE TABLE notice_deadlines (
    lot_id INTEGER PRIMARY KEY REFERENCES lots (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    step TEXT NOT NULL,
    due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX notice_deadlines_by_time ON notice_deadlines (due_at, lot_id);

CREATE TABLE notice_settings (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    -- One bit per kind that is switched off.
    off_kinds INTEGER NOT NULL,
    -- Minutes of the day in Beijing; both or neither.
    quiet_from INTEGER CHECK (quiet_from BETWEEN 0 AND 1439),
    quiet_until INTEGER CHECK (quiet_until BETWEEN 0 AND 1439),
    CHECK ((quiet_from IS NULL) = (quiet_until IS NULL))
) STRICT;

-- Whoever knows the link reads when the lots of the account are bid on. 256 random bits need no salt.
CREATE TABLE calendar_links (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    hash BLOB NOT NULL UNIQUE,
    made_at INTEGER NOT NULL
) STRICT;

-- When the person behind an account had it deleted; its number stays with the bids.
ALTER TABLE accounts ADD COLUMN erased_at INTEGER;
-- The files of whoever asks for his own data.
CREATE INDEX imports_of_account ON imports (account_id, id);
-- And what goes with him.
CREATE INDEX logins_by_person ON logins (account_id);
CREATE INDEX notice_deadlines_by_person ON notice_deadlines (account_id);
CREATE INDEX deposit_payments_of_deposit ON deposit_payments (deposit_id, id);
