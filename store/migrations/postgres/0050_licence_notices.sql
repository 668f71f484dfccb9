-- Licences that enterprises have by their notice (开放许可通知), each with what was declared that day: a later
-- declaration changes none of them.

CREATE TABLE licence_notices (
    lot_id BIGINT NOT NULL REFERENCES lots (id),
    -- Which one of its lot it is, from 1.
    number BIGINT NOT NULL,
    institution_id BIGINT NOT NULL REFERENCES institutions (id),
    -- Days, `2026-11-20`.
    notified_on TEXT NOT NULL,
    paid_on TEXT,
    -- What was declared, as a document.
    terms TEXT NOT NULL,
    PRIMARY KEY (lot_id, number),
    UNIQUE (lot_id, institution_id)
);
