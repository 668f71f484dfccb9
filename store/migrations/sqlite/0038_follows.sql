-- Lots that people follow (关注), what they are to be reminded of, what they say against a lot (反馈), and
-- articles (文章) of the centre.

CREATE TABLE follows (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (account_id, lot_id)
) STRICT;
CREATE INDEX follows_of_lot ON follows (lot_id, account_id);
CREATE INDEX follows_by_time ON follows (account_id, at);

-- What followers of a lot are still to be reminded of; a row goes when they were.
CREATE TABLE follow_reminders (
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    kind TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    -- Number of the event that listed the lot.
    listed_seq INTEGER NOT NULL,
    PRIMARY KEY (lot_id, kind)
) STRICT;
CREATE INDEX follow_reminders_by_time ON follow_reminders (due_at, lot_id);
-- Lots that wait for their round already.
INSERT INTO follow_reminders (lot_id, kind, due_at, listed_seq)
SELECT lot_id, 'OPENING', opens_at - 3600000000, listed_seq FROM auctions
WHERE outcome IS NULL AND practice = FALSE
UNION ALL
SELECT lot_id, 'OPENING_DAY', opens_at - 86400000000, listed_seq FROM auctions
WHERE outcome IS NULL AND practice = FALSE;

-- Changes of the price or the terms of a lot that nobody was told of.
CREATE TABLE follow_changes (
    lot_id INTEGER PRIMARY KEY REFERENCES lots (id),
    at INTEGER NOT NULL,
    -- The starting price, where that has changed.
    start_fen INTEGER
) STRICT;

CREATE TABLE feedback (
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    -- One bit per reason.
    reasons INTEGER NOT NULL CHECK (reasons > 0),
    words TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (lot_id, account_id)
) STRICT;
CREATE INDEX feedback_of_account ON feedback (account_id, lot_id);

CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    -- Number of the document (文号), where it has one.
    doc_number TEXT NOT NULL,
    -- The day that stands under it, `2026-11-20`.
    dated TEXT NOT NULL,
    body_zh TEXT NOT NULL,
    body_en TEXT NOT NULL,
    -- Grows with every change.
    revision INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    -- Absent for a draft.
    published_at INTEGER
) STRICT;
CREATE INDEX articles_public ON articles (kind, dated, id) WHERE published_at IS NOT NULL;
