-- What is declared of a lot under open licence (开放许可), and filters of the catalogue that people keep
-- and are told of by mail once a day (每日摘要).

CREATE TABLE open_licences (
    lot_id INTEGER PRIMARY KEY REFERENCES lots (id),
    fee_standard TEXT NOT NULL,
    payment_method TEXT NOT NULL,
    -- Days, `2026-11-20`: first and last of the term, and of the announcement.
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    announced_on TEXT NOT NULL,
    announced_no TEXT,
    evaluation_report_no TEXT,
    changed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE saved_filters (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    -- What is asked for, as a document.
    filter TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- Lots that were published from this second on are new to its owner.
    told_to INTEGER NOT NULL,
    -- When its owner is written to next; absent when he does not want to be.
    due_at INTEGER
) STRICT;
CREATE INDEX saved_filters_of ON saved_filters (account_id, id);
CREATE INDEX saved_filters_due ON saved_filters (due_at, id) WHERE due_at IS NOT NULL;
