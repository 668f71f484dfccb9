-- What lots are listed with beyond the season's defaults: the latest end and the fewest bidders of a
-- round, who has a priority right (优先购买权), and corrections of reserves.

ALTER TABLE rounds ADD COLUMN hard_end INTEGER;
ALTER TABLE rounds ADD COLUMN min_bidders INTEGER NOT NULL DEFAULT 1;

-- Who has a priority right on a lot; the latest line of an account counts.
CREATE TABLE lot_priorities (
    id INTEGER PRIMARY KEY,
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    -- 1 first; absent when the right was taken back.
    rank INTEGER CHECK (rank BETWEEN 1 AND 9),
    -- The number under which he bids: drawn now, because the terms name it when the lot is listed.
    paddle INTEGER NOT NULL,
    reason TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES accounts (id),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX lot_priorities_of ON lot_priorities (lot_id, account_id, id);

-- What the centre has corrected: the lot itself holds the reserve that counts. Secret.
CREATE TABLE reserve_changes (
    id INTEGER PRIMARY KEY,
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    reserve_fen INTEGER NOT NULL CHECK (reserve_fen > 0),
    reason TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES accounts (id),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX reserve_changes_of ON reserve_changes (lot_id, id);

CREATE TRIGGER lot_priorities_keep BEFORE UPDATE ON lot_priorities BEGIN
    SELECT RAISE(ABORT, 'priority rights are append-only');
END;
CREATE TRIGGER lot_priorities_stay BEFORE DELETE ON lot_priorities BEGIN
    SELECT RAISE(ABORT, 'priority rights are append-only');
END;
CREATE TRIGGER reserve_changes_keep BEFORE UPDATE ON reserve_changes BEGIN
    SELECT RAISE(ABORT, 'changes of a reserve are append-only');
END;
CREATE TRIGGER reserve_changes_stay BEFORE DELETE ON reserve_changes BEGIN
    SELECT RAISE(ABORT, 'changes of a reserve are append-only');
END;
