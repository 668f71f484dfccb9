-- A package may be offered as one lot (domain.md §3.4: rules as a lot): which lot that is. A package that
-- is not put to bidding has none, as an old process leaves it.
ALTER TABLE packages ADD COLUMN lot_id BIGINT REFERENCES lots (id);

CREATE UNIQUE INDEX packages_offered ON packages (lot_id) WHERE lot_id IS NOT NULL;
