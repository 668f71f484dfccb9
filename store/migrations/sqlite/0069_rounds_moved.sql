-- Postponements of a round (domain::rounds::RoundMoved): when it was to open as it was announced first, the reason of
-- the last one, and how many there were.
ALTER TABLE rounds ADD COLUMN moved_from INTEGER;
ALTER TABLE rounds ADD COLUMN moved_reason TEXT;
ALTER TABLE rounds ADD COLUMN moved_times INTEGER NOT NULL DEFAULT 0;
