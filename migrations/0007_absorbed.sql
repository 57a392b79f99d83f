-- The release that tells what a message told, where its own became a part of that one.
ALTER TABLE messages ADD COLUMN leads_to TEXT;

CREATE INDEX messages_leading ON messages (leads_to) WHERE leads_to IS NOT NULL;
