-- What happened to a lot after its round (成交办理): who moved it where, when, why and with which
-- paper; and the publicities that are under way.

CREATE TABLE lot_stages (
    lot_id BIGINT NOT NULL REFERENCES lots (id),
    seq BIGINT NOT NULL,
    -- Number of the event that listed the lot in the round this belongs to: with another round the
    -- lot begins anew.
    listed_seq BIGINT NOT NULL,
    event TEXT NOT NULL,
    from_stage TEXT NOT NULL,
    to_stage TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- Absent when the clock did it.
    by_id BIGINT REFERENCES accounts (id),
    reason TEXT NOT NULL,
    -- What else is known of it, JSON; names of people in it are for staff alone.
    particulars TEXT NOT NULL,
    -- The paper it rests on, kept with the proofs of the deposits.
    paper TEXT REFERENCES deposit_proofs (hash),
    PRIMARY KEY (lot_id, seq)
);

-- Publicities under way, with their end: the clock looks at nothing else.
CREATE TABLE publicities (
    lot_id BIGINT PRIMARY KEY REFERENCES lots (id),
    ends_at BIGINT NOT NULL
);
CREATE INDEX publicities_by_end ON publicities (ends_at, lot_id);

CREATE FUNCTION follow_stage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq <> 1 + COALESCE((SELECT max(seq) FROM lot_stages WHERE lot_id = NEW.lot_id), 0)
    THEN
        RAISE EXCEPTION 'the moves of a lot have no gaps'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER lot_stages_follow BEFORE INSERT ON lot_stages
FOR EACH ROW EXECUTE FUNCTION follow_stage();
CREATE TRIGGER lot_stages_keep BEFORE UPDATE OR DELETE ON lot_stages
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER lot_stages_whole BEFORE TRUNCATE ON lot_stages
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
