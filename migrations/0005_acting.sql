-- What a click stands for, under the opaque id that Slack holds. Times are milliseconds since 1970.
CREATE TABLE intents (
    id      TEXT   NOT NULL PRIMARY KEY,
    body    TEXT   NOT NULL,
    -- The only person who may use it; nothing where whoever may do it may.
    person  TEXT,
    kept_at BIGINT NOT NULL
);

CREATE INDEX intents_by_age ON intents (kept_at);

-- Who does what: one row and one winner for each thing that can be done once. A row without an end is under way, or
-- was when the bot was ended.
CREATE TABLE claims (
    key        TEXT   NOT NULL PRIMARY KEY,
    -- Rides in what AWS is sent as text, so that what was done is known for ours.
    id         TEXT   NOT NULL,
    person     TEXT   NOT NULL,
    verb       TEXT   NOT NULL,
    -- All else that is needed to find out how it ended.
    body       TEXT   NOT NULL,
    claimed_at BIGINT NOT NULL,
    -- The call, once it is about to be sent.
    mutation   TEXT,
    sent_at    BIGINT,
    settled_at BIGINT
);

CREATE INDEX claims_open ON claims (claimed_at) WHERE settled_at IS NULL;
CREATE INDEX claims_by_age ON claims (settled_at);

-- What was done, by whom and with what result, what was refused included.
CREATE TABLE audit (
    id          TEXT   NOT NULL PRIMARY KEY,
    at          BIGINT NOT NULL,
    person      TEXT   NOT NULL,
    verb        TEXT   NOT NULL,
    environment TEXT   NOT NULL,
    -- Names that it is found by, as a JSON array, the first as it is told.
    names       TEXT   NOT NULL,
    -- What it was done to, and the version, as far as known: JSON.
    body        TEXT   NOT NULL
);

CREATE INDEX audit_by_age ON audit (at);
