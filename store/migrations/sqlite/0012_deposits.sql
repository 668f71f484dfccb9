-- Deposits (保证金): where each stands, what bidders say they have paid, the book of every movement,
-- and what the centre has found out about bidders.

-- Raised when the standing of a bidder on the lot may have changed. The statement that takes a lot
-- reads it, so that every process drops what it holds in memory.
ALTER TABLE auctions ADD COLUMN standing INTEGER NOT NULL DEFAULT 0;

CREATE TABLE deposits (
    id INTEGER PRIMARY KEY,
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    asked_fen INTEGER NOT NULL CHECK (asked_fen > 0),
    received_fen INTEGER NOT NULL CHECK (received_fen >= 0),
    state TEXT NOT NULL CHECK (state IN ('REQUESTED', 'HELD', 'APPLIED', 'RELEASED', 'FORFEITED')),
    -- Since when it stands there.
    at INTEGER NOT NULL,
    -- The latest payment that was declared.
    payment_id INTEGER,
    -- When it was found that the money is to go back; it is RELEASED when it has.
    release_at INTEGER,
    UNIQUE (lot_id, account_id)
) STRICT;
CREATE INDEX deposits_of_account ON deposits (account_id, id);
CREATE INDEX deposits_in_state ON deposits (state, id);
CREATE INDEX deposits_unsettled ON deposits (lot_id)
WHERE state = 'HELD' AND release_at IS NULL;
CREATE INDEX deposits_to_pay_out ON deposits (id)
WHERE state = 'HELD' AND release_at IS NOT NULL;

CREATE TABLE deposit_payments (
    id INTEGER PRIMARY KEY,
    deposit_id INTEGER NOT NULL REFERENCES deposits (id),
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
    -- The number of the bank's voucher, as the bidder gives it.
    reference TEXT NOT NULL,
    at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by INTEGER REFERENCES accounts (id),
    -- Why it was not confirmed; absent when it was.
    refused TEXT
) STRICT;
CREATE UNIQUE INDEX deposit_payments_waiting ON deposit_payments (deposit_id)
WHERE decided_at IS NULL;

-- What the bank says about money that came in or went back.
CREATE TABLE deposit_proofs (
    -- SHA-256 of the file, 64 digits.
    hash TEXT NOT NULL PRIMARY KEY,
    file_name TEXT NOT NULL,
    file BLOB NOT NULL,
    by_id INTEGER NOT NULL REFERENCES accounts (id),
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE deposit_postings (
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    seq INTEGER NOT NULL,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    from_account TEXT NOT NULL,
    to_account TEXT NOT NULL CHECK (to_account <> from_account),
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
    at INTEGER NOT NULL,
    -- Absent when the clock did it.
    by_id INTEGER REFERENCES accounts (id),
    proof TEXT REFERENCES deposit_proofs (hash),
    PRIMARY KEY (lot_id, seq)
) STRICT;

-- What the centre has found out about a bidder; the latest line of a kind counts.
CREATE TABLE bidder_facts (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    -- Absent for what holds on every lot.
    lot_id INTEGER REFERENCES lots (id),
    kind TEXT NOT NULL CHECK (kind IN ('IDENTITY', 'RELATED', 'BARRED', 'DEFAULTED')),
    holds INTEGER NOT NULL,
    reason TEXT NOT NULL,
    -- Absent when the server did it.
    by_id INTEGER REFERENCES accounts (id),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX bidder_facts_of ON bidder_facts (account_id, kind, id);

-- Where somebody takes part: what the centre finds out about him counts there.
CREATE INDEX enrolments_of_account ON enrolments (account_id, lot_id);

-- Enrolled bidders whose identity nobody has looked at yet.
CREATE TABLE identity_queue (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    at INTEGER NOT NULL
) STRICT;

-- Who could bid before this migration goes on bidding: the centre had let him.
INSERT INTO bidder_facts (account_id, kind, holds, reason, at)
SELECT account_id, 'IDENTITY', TRUE, 'ENROLLED_BEFORE', min(at)
FROM enrolments GROUP BY account_id;

CREATE TRIGGER deposits_stay BEFORE DELETE ON deposits BEGIN
    SELECT RAISE(ABORT, 'a deposit is never forgotten');
END;
CREATE TRIGGER deposit_payments_keep BEFORE UPDATE ON deposit_payments
WHEN OLD.decided_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a decided payment never changes');
END;
CREATE TRIGGER deposit_payments_stay BEFORE DELETE ON deposit_payments BEGIN
    SELECT RAISE(ABORT, 'a declared payment is never forgotten');
END;
CREATE TRIGGER deposit_proofs_keep BEFORE UPDATE ON deposit_proofs BEGIN
    SELECT RAISE(ABORT, 'proofs are append-only');
END;
CREATE TRIGGER deposit_proofs_stay BEFORE DELETE ON deposit_proofs BEGIN
    SELECT RAISE(ABORT, 'proofs are append-only');
END;
CREATE TRIGGER deposit_postings_follow BEFORE INSERT ON deposit_postings
WHEN NEW.seq <> 1 + COALESCE((SELECT max(seq) FROM deposit_postings WHERE lot_id = NEW.lot_id), 0)
BEGIN
    SELECT RAISE(ABORT, 'the book of a lot has no gaps');
END;
CREATE TRIGGER deposit_postings_keep BEFORE UPDATE ON deposit_postings BEGIN
    SELECT RAISE(ABORT, 'the book is append-only');
END;
CREATE TRIGGER deposit_postings_stay BEFORE DELETE ON deposit_postings BEGIN
    SELECT RAISE(ABORT, 'the book is append-only');
END;
CREATE TRIGGER bidder_facts_keep BEFORE UPDATE ON bidder_facts BEGIN
    SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER bidder_facts_stay BEFORE DELETE ON bidder_facts BEGIN
    SELECT RAISE(ABORT, 'facts are append-only');
END;
