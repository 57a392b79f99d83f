-- News that is no release's own, folded to stories. Times are milliseconds since 1970.
CREATE TABLE stories (
    -- Under which its messages are kept, beside those of releases.
    id         TEXT   NOT NULL PRIMARY KEY,
    -- Notices of one topic that follow each other closely are one story.
    topic      TEXT   NOT NULL,
    body       TEXT   NOT NULL,
    -- The release in whose thread it is told, or that tells it.
    release    TEXT,
    began_at   BIGINT NOT NULL,
    moved_at   BIGINT NOT NULL,
    -- When it is looked at next, and told where nothing speaks against it; nothing where all is said.
    settle_at  BIGINT
);

CREATE INDEX stories_by_topic ON stories (topic, began_at);
CREATE INDEX stories_by_age ON stories (moved_at);
CREATE INDEX stories_open ON stories (settle_at) WHERE settle_at IS NOT NULL;
