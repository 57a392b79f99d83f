-- Slack messages as they should be: delivering makes Slack show it. Times are milliseconds since 1970.
CREATE TABLE messages (
    -- Rides in the message's metadata, so that a post whose answer was lost is found again.
    id         TEXT   NOT NULL PRIMARY KEY,
    release    TEXT   NOT NULL,
    channel    TEXT   NOT NULL,
    -- Empty for the release's own message, else which reply in its thread.
    part       TEXT   NOT NULL,
    -- What it should show, and the state that this tells of.
    wanted     TEXT   NOT NULL,
    turn       TEXT   NOT NULL,
    -- 0 somebody must look, 1 a new state, 2 progress.
    urgency    BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    -- What Slack shows, and where.
    shown      TEXT,
    ts         TEXT,
    edited_at  BIGINT NOT NULL,
    -- A post was begun then, and how it ended is not known.
    tried_at   BIGINT,
    failures   BIGINT NOT NULL,
    -- Why the channel cannot be written to, in Slack's word.
    trouble    TEXT,
    -- 'open', 'gone' where a person deleted it, 'given_up' where Slack would not have it.
    state      TEXT   NOT NULL,
    wanted_at  BIGINT NOT NULL,
    UNIQUE (release, channel, part)
);

CREATE INDEX messages_by_age ON messages (wanted_at);
CREATE INDEX messages_in_trouble ON messages (channel, trouble) WHERE trouble IS NOT NULL;
-- What is to be delivered: few of the many.
CREATE INDEX messages_undelivered ON messages (due_at) WHERE state = 'open' AND (shown IS NULL OR shown <> wanted);
