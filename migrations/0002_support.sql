-- Support: people who stand by a family, walls inside a compartment, messages both ways, and notes that nobody but their author can open.

-- A case can have streams beside it, in other compartments and under its own reference: the desk's side, a need on the board.
ALTER TABLE cases ADD COLUMN contact_hash bytea, ADD COLUMN matter uuid, ADD COLUMN beside uuid;
ALTER TABLE cases DROP CONSTRAINT cases_reference_key;
CREATE UNIQUE INDEX cases_reference ON cases (reference) WHERE beside IS NULL;
CREATE INDEX cases_beside ON cases (reference) WHERE beside IS NOT NULL;
CREATE INDEX cases_contact ON cases (organization, contact_hash) WHERE closed_at IS NULL AND contact_hash IS NOT NULL;
CREATE INDEX cases_matter ON cases (matter) WHERE matter IS NOT NULL;

-- What somebody reads of a task before its case is open to them: codes.
ALTER TABLE tasks ADD COLUMN brief json NOT NULL DEFAULT '{}';

-- Who is with which family: standing, or with an offer only, which shows that there is a case and nothing that was written in it.
CREATE TABLE engagements (
	case_id      uuid        NOT NULL,
	person_id    uuid        NOT NULL,
	organization text        NOT NULL,
	compartment  text        NOT NULL,
	standing     boolean     NOT NULL,
	since        timestamptz NOT NULL,
	until        timestamptz,
	ended_as     text        NOT NULL DEFAULT '',
	PRIMARY KEY (case_id, person_id)
);
CREATE INDEX engagements_person ON engagements (person_id) WHERE until IS NULL;

-- key is what a gateway calls a message by when it reports its delivery; refused are channels that did not take it.
ALTER TABLE notices ADD COLUMN relative boolean NOT NULL DEFAULT false, ADD COLUMN channel text NOT NULL DEFAULT '', ADD COLUMN refused text NOT NULL DEFAULT '',
	ADD COLUMN key uuid, ADD COLUMN delivered_at timestamptz;
CREATE INDEX notices_key ON notices (key) WHERE key IS NOT NULL;

-- Who a text message comes from is found by the keyed hash of the number; whoever said STOP is written to no more.
ALTER TABLE people ADD COLUMN phone_hash bytea, ADD COLUMN pin_hash bytea, ADD COLUMN pin_failures int NOT NULL DEFAULT 0;
CREATE INDEX people_phone ON people (phone_hash) WHERE phone_hash IS NOT NULL;
CREATE TABLE opt_outs (
	organization text        NOT NULL,
	compartment  text        NOT NULL,
	address_hash bytea       NOT NULL,
	at           timestamptz NOT NULL,
	PRIMARY KEY (organization, address_hash)
);

-- Counsel: sealed for its author alone. The key's private half is wrapped by a passphrase that is kept nowhere.
CREATE TABLE counsel_keys (
	person_id    uuid        PRIMARY KEY,
	organization text        NOT NULL,
	compartment  text        NOT NULL,
	recipient    text        NOT NULL,
	wrapped      bytea       NOT NULL,
	made_at      timestamptz NOT NULL
);
CREATE TABLE counsel_notes (
	id           uuid        PRIMARY KEY,
	organization text        NOT NULL,
	compartment  text        NOT NULL,
	case_id      uuid        NOT NULL,
	author       uuid        NOT NULL,
	sealed       bytea       NOT NULL,
	at           timestamptz NOT NULL
);
CREATE INDEX counsel_notes_case ON counsel_notes (case_id, author);

-- Who opened a family's file, in which role and when: the family can ask.
CREATE TABLE readings (
	id           uuid        PRIMARY KEY,
	organization text        NOT NULL,
	compartment  text        NOT NULL,
	case_id      uuid        NOT NULL,
	person_id    uuid        NOT NULL,
	role         text        NOT NULL,
	at           timestamptz NOT NULL
);
CREATE INDEX readings_case ON readings (case_id, at);

-- unwalled tells whether a transaction sees every case of its compartments: the family's own, whose scope names no role, and those of people who
-- look after all of them. Ministers see the families they are with.
CREATE FUNCTION almoner_unwalled() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
	$$ SELECT coalesce(current_setting('almoner.roles', true), '') = '' OR almoner_roles() && ARRAY['coordinator', 'admin', 'auditor'] $$;
-- May read what was written: neither an administrator nor an auditor may.
CREATE FUNCTION almoner_reads_texts() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
	$$ SELECT coalesce(current_setting('almoner.roles', true), '') = '' OR almoner_roles() && ARRAY['coordinator'] $$;

DO $$
DECLARE name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['engagements', 'opt_outs', 'counsel_keys', 'counsel_notes', 'readings'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
		EXECUTE format('CREATE POLICY handler ON %I TO almoner_handler
			USING (organization = (SELECT almoner_organization()) AND compartment = ANY ((SELECT almoner_compartments())::text[]))
			WITH CHECK (organization = (SELECT almoner_organization()) AND compartment = ANY ((SELECT almoner_compartments())::text[]))', name);
	END LOOP;
END $$;

CREATE POLICY web ON engagements TO almoner_web USING (organization = (SELECT almoner_organization())
	AND compartment = ANY ((SELECT almoner_compartments())::text[])
	AND (person_id = (SELECT almoner_actor()) OR (SELECT almoner_unwalled())));
CREATE POLICY web ON readings TO almoner_web USING (organization = (SELECT almoner_organization())
	AND compartment = ANY ((SELECT almoner_compartments())::text[]) AND (SELECT almoner_unwalled()));
CREATE POLICY web ON counsel_keys TO almoner_web USING (organization = (SELECT almoner_organization()) AND person_id = (SELECT almoner_actor()));
CREATE POLICY web ON counsel_notes TO almoner_web USING (organization = (SELECT almoner_organization()) AND author = (SELECT almoner_actor()));

DROP POLICY web ON cases;
CREATE POLICY web ON cases TO almoner_web USING (organization = (SELECT almoner_organization())
	AND compartment = ANY ((SELECT almoner_compartments())::text[])
	AND (compartment <> 'support' OR (SELECT almoner_unwalled()) OR EXISTS (
		SELECT 1 FROM engagements g WHERE g.case_id = cases.id AND g.person_id = (SELECT almoner_actor()) AND g.until IS NULL)));
DROP POLICY web ON events;
CREATE POLICY web ON events TO almoner_web USING (organization = (SELECT almoner_organization())
	AND compartment = ANY ((SELECT almoner_compartments())::text[])
	AND (compartment <> 'support' OR workflow = 'rota' OR (SELECT almoner_unwalled()) OR EXISTS (
		SELECT 1 FROM engagements g WHERE g.case_id = events.stream_id AND g.person_id = (SELECT almoner_actor()) AND g.until IS NULL AND g.standing)));
DROP POLICY web ON sealed_texts;
CREATE POLICY web ON sealed_texts TO almoner_web USING (organization = (SELECT almoner_organization())
	AND compartment = ANY ((SELECT almoner_compartments())::text[])
	AND (compartment <> 'support' OR (SELECT almoner_reads_texts()) OR EXISTS (
		SELECT 1 FROM engagements g WHERE g.case_id = sealed_texts.case_id AND g.person_id = (SELECT almoner_actor()) AND g.until IS NULL AND g.standing)));

GRANT SELECT, INSERT, UPDATE, DELETE ON engagements TO almoner_handler;
GRANT SELECT, INSERT, DELETE ON opt_outs TO almoner_handler;
-- A file that should not be there is erased, and not only hidden.
GRANT DELETE ON sealed_texts TO almoner_handler;
-- The handler writes counsel and never reads it.
GRANT INSERT ON counsel_notes, readings TO almoner_handler;
GRANT SELECT, INSERT, UPDATE ON counsel_keys TO almoner_handler;
GRANT SELECT ON engagements, counsel_keys, counsel_notes, readings TO almoner_web;
