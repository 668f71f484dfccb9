-- Lots, the numbers of their patents, the counters of their codes and of the season's progress.

CREATE TABLE lots (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    season_id INTEGER NOT NULL REFERENCES seasons (id),
    session_id INTEGER REFERENCES sessions (id),
    owner_id INTEGER NOT NULL REFERENCES institutions (id),
    owner_name TEXT NOT NULL,
    owner_city TEXT,
    kind TEXT NOT NULL,
    industry TEXT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    -- The status filter that the state belongs to; absent where no filter shows it.
    status TEXT,
    is_public INTEGER NOT NULL,
    practice INTEGER NOT NULL,
    -- Place in the public catalogue: second of publication * 2^30 + id, so that newest first is
    -- one descending key. Lots outside the catalogue (hidden or practice) have just their id.
    rank INTEGER NOT NULL UNIQUE,
    published_at INTEGER,
    -- One bit per mode of transaction.
    modes INTEGER NOT NULL,
    biddable INTEGER NOT NULL,
    -- Start or asking price in fen, twice: a lot without a price comes last in either order.
    price_up INTEGER NOT NULL,
    price_down INTEGER NOT NULL,
    dual_carbon INTEGER NOT NULL,
    project INTEGER NOT NULL,
    out_of_province INTEGER NOT NULL,
    out_of_province_million INTEGER NOT NULL,
    featured_rank INTEGER,
    -- What makes a row of a form the same record again.
    identity_key TEXT NOT NULL,
    import_digest TEXT,
    row_version INTEGER NOT NULL DEFAULT 1,
    -- What a list shows; kept before the large documents so that lists never touch those.
    card TEXT NOT NULL,
    doc TEXT NOT NULL,
    private TEXT NOT NULL
) STRICT;

-- 1073741824 = 2^30: every rank above it belongs to the catalogue.
CREATE INDEX lots_by_industry ON lots (industry, rank) WHERE rank > 1073741824;
CREATE INDEX lots_by_kind ON lots (kind, rank) WHERE rank > 1073741824;
CREATE INDEX lots_by_status ON lots (status, rank) WHERE rank > 1073741824;
CREATE INDEX lots_by_price_up ON lots (price_up, rank) WHERE rank > 1073741824;
CREATE INDEX lots_by_price_down ON lots (price_down, rank) WHERE rank > 1073741824;
CREATE INDEX lots_of_session ON lots (session_id, rank) WHERE session_id IS NOT NULL;
CREATE INDEX lots_featured ON lots (season_id, featured_rank) WHERE featured_rank IS NOT NULL;
CREATE INDEX lots_of_season ON lots (season_id, id);
CREATE INDEX lots_in_state ON lots (season_id, state, id);
CREATE INDEX lots_practice ON lots (id) WHERE practice = TRUE;
CREATE INDEX lots_by_identity ON lots (season_id, identity_key);

-- Patents of the live lots of a season; a lot that leaves the season gives its numbers back.
CREATE TABLE lot_patents (
    season_id INTEGER NOT NULL REFERENCES seasons (id),
    number TEXT NOT NULL,
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    PRIMARY KEY (season_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX lot_patents_of_lot ON lot_patents (lot_id);

CREATE TABLE lot_numbers (
    season_id INTEGER NOT NULL REFERENCES seasons (id),
    kind TEXT NOT NULL,
    industry TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (season_id, kind, industry)
) STRICT, WITHOUT ROWID;

-- How many real lots of a season are in each state, so that progress is never counted.
CREATE TABLE lot_counts (
    season_id INTEGER NOT NULL,
    state TEXT NOT NULL,
    lots INTEGER NOT NULL,
    PRIMARY KEY (season_id, state)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER lots_counted AFTER INSERT ON lots WHEN NEW.practice = 0 BEGIN
    INSERT INTO lot_counts (season_id, state, lots) VALUES (NEW.season_id, NEW.state, 1)
    ON CONFLICT (season_id, state) DO UPDATE SET lots = lots + 1;
END;
CREATE TRIGGER lots_recounted AFTER UPDATE OF state ON lots
WHEN NEW.practice = 0 AND NEW.state <> OLD.state BEGIN
    UPDATE lot_counts SET lots = lots - 1
    WHERE season_id = OLD.season_id AND state = OLD.state;
    INSERT INTO lot_counts (season_id, state, lots) VALUES (NEW.season_id, NEW.state, 1)
    ON CONFLICT (season_id, state) DO UPDATE SET lots = lots + 1;
END;
