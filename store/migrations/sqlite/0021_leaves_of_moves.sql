-- Moves after a round get their leaves in the public ledger; and a lot that is queued once more while
-- another process seals it stays in the queue.

-- Counts how often the lot was queued; whoever takes it off says what he has seen.
ALTER TABLE ledger_queue ADD COLUMN stamp INTEGER NOT NULL DEFAULT 0;

-- Moves on record since the last round of a lot get their leaves at the next start.
INSERT INTO ledger_queue (lot_id) SELECT DISTINCT lot_id FROM lot_stages WHERE listed_seq > 0
ON CONFLICT DO NOTHING;
