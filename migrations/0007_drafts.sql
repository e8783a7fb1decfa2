-- Drafts: what somebody typed into a form and has not sent, kept for a time that they are told.

-- The key that a draft is sealed with lies beside it and nowhere else, so that a row that is gone leaves nothing. key_hash is that of the request
-- that it may become: recording that request erases the draft in the same transaction. link is where its address is to be sent, until it was.
CREATE TABLE drafts (
	reference     text        PRIMARY KEY,
	organization  text        NOT NULL,
	compartment   text        NOT NULL,
	program       text        NOT NULL,
	language      text        NOT NULL,
	key_id        uuid        NOT NULL,
	key_hash      bytea       NOT NULL,
	wrapped       bytea       NOT NULL,
	sealed        bytea       NOT NULL CHECK (octet_length(sealed) <= 1048576),
	saved_at      timestamptz NOT NULL,
	expires_at    timestamptz NOT NULL CHECK (expires_at > saved_at),
	link          bytea,
	link_due      timestamptz,
	link_held     timestamptz, -- whoever took it has until then
	link_attempts int         NOT NULL DEFAULT 0,
	links         int         NOT NULL DEFAULT 0, -- how many were asked for
	UNIQUE (organization, compartment, key_hash),
	CHECK ((link IS NULL) = (link_due IS NULL))
);
CREATE INDEX drafts_expiry ON drafts (expires_at);
CREATE INDEX drafts_links ON drafts (link_due) WHERE link_due IS NOT NULL;

ALTER TABLE drafts ENABLE ROW LEVEL SECURITY;
CREATE POLICY handler ON drafts TO almoner_handler
	USING (organization = (SELECT almoner_organization()) AND compartment = ANY ((SELECT almoner_compartments())::text[]))
	WITH CHECK (organization = (SELECT almoner_organization()) AND compartment = ANY ((SELECT almoner_compartments())::text[]));
-- As a receipt does: to whoever names its reference, and to nobody of the staff. What it opens with is the secret beside it.
CREATE POLICY web ON drafts TO almoner_web USING (reference = (SELECT current_setting('almoner.reference', true)));
CREATE POLICY worker ON drafts TO almoner_worker USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON drafts TO almoner_handler;
GRANT SELECT ON drafts TO almoner_web;
-- The worker learns that a draft's time is over, or that a link is to be sent, and nothing of what is in either.
GRANT SELECT (reference, organization, compartment, program, language, expires_at, link_due, link_held, link_attempts), UPDATE (link_held, link_attempts), DELETE
	ON drafts TO almoner_worker;
