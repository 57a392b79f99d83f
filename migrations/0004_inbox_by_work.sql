-- What has not been dealt with, in the order in which it came: few of the many.
CREATE INDEX inbox_undone ON inbox (source, received_at) WHERE done_at IS NULL;
