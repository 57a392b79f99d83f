-- Releases, folded from observations. Times are milliseconds since 1970.
CREATE TABLE releases (
    -- The subject that it was first known by.
    id        TEXT   NOT NULL PRIMARY KEY,
    -- The fold, as JSON: the observations below give it again.
    body      TEXT   NOT NULL,
    begun_at  BIGINT NOT NULL,
    moved_at  BIGINT NOT NULL
);

CREATE INDEX releases_by_age ON releases (moved_at);

-- What of AWS each release is made of.
CREATE TABLE subjects (
    key         TEXT   NOT NULL PRIMARY KEY,
    release     TEXT   NOT NULL REFERENCES releases (id),
    -- Whether it is an execution of a pipeline: then the release knows who made its deployments.
    is_execution BOOLEAN NOT NULL,
    body        TEXT   NOT NULL,
    -- Whose credentials ask about it.
    environment TEXT   NOT NULL,
    -- The time of its latest event, by AWS's clock.
    heard_at    BIGINT NOT NULL,
    -- When AWS is asked about it next; nothing where AWS has said that it has ended.
    look_at     BIGINT
);

CREATE INDEX subjects_by_release ON subjects (release);
CREATE INDEX subjects_by_look ON subjects (environment, look_at);

-- What was heard and seen and said anything new: a better fold can be made of it.
CREATE TABLE observations (
    id       TEXT   NOT NULL PRIMARY KEY,
    release  TEXT   NOT NULL REFERENCES releases (id),
    body     TEXT   NOT NULL,
    known_at BIGINT NOT NULL
);

CREATE INDEX observations_by_release ON observations (release, known_at);

-- Since when each environment is watched, and up to when it is known whole.
CREATE TABLE watches (
    environment   TEXT   NOT NULL PRIMARY KEY,
    begun_at      BIGINT NOT NULL,
    reconciled_at BIGINT NOT NULL
);
