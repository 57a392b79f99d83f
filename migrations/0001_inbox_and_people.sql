-- What came in and must not be lost: stored before it is acknowledged, kept a day so that a repetition is known.
CREATE TABLE inbox (
    id          TEXT   NOT NULL PRIMARY KEY,
    source      TEXT   NOT NULL,
    body        TEXT   NOT NULL,
    received_at BIGINT NOT NULL,
    done_at     BIGINT
);

CREATE INDEX inbox_by_age ON inbox (received_at);

-- The language each person reads, so that a restart does not forget it.
CREATE TABLE people (
    id      TEXT   NOT NULL PRIMARY KEY,
    locale  TEXT   NOT NULL,
    seen_at BIGINT NOT NULL
);
