-- Webhooks (网络回调) of people, and the notices on their way to them.

CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    address TEXT NOT NULL,
    -- One bit per kind of notice that it is told of.
    kinds INTEGER NOT NULL,
    -- What messages are signed with: whoever signs has to have it as it is.
    secret BLOB NOT NULL,
    enabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    -- No notice has got through since then.
    failing_since INTEGER
) STRICT;
CREATE INDEX webhooks_of_account ON webhooks (account_id, id);

CREATE TABLE webhook_deliveries (
    id INTEGER PRIMARY KEY,
    webhook_id INTEGER NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    -- What webhook-id says: the same for the same news, so nothing is written twice.
    message TEXT NOT NULL UNIQUE,
    -- Both absent for a test.
    kind TEXT,
    lot_id INTEGER REFERENCES lots (id),
    -- The bytes that are posted.
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    -- Tries in all; whoever makes the next one counts it up first.
    attempts INTEGER NOT NULL,
    -- Tries since it was written or sent again by hand.
    tries INTEGER NOT NULL,
    next_at INTEGER,
    status INTEGER,
    problem TEXT,
    created_at INTEGER NOT NULL,
    CHECK ((state = 'WAITING') = (next_at IS NOT NULL))
) STRICT;
CREATE INDEX webhook_deliveries_of_webhook ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_at, id) WHERE state = 'WAITING';
CREATE INDEX webhook_deliveries_next ON webhook_deliveries (webhook_id, next_at, id) WHERE state = 'WAITING';
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (created_at) WHERE state <> 'WAITING';
