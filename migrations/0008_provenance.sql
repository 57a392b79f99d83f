-- For whom the way in speaks by which an event came: 'token', 'replay', or the account of a topic or a queue.
ALTER TABLE inbox ADD COLUMN provenance TEXT;
