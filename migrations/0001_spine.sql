-- The spine: events and what they cause, with an organization and a compartment on every row and walls that row security keeps.

DO $$
DECLARE name text;
BEGIN
	-- web reads pages and lists; handler decides and records; worker carries queues that hold no personal data.
	FOREACH name IN ARRAY ARRAY['almoner_web', 'almoner_handler', 'almoner_worker'] LOOP
		BEGIN
			EXECUTE format('CREATE ROLE %I NOLOGIN', name);
		EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
		END;
		EXECUTE format('GRANT %I TO CURRENT_USER', name);
	END LOOP;
END $$;

-- within tells whether a row lies inside the organization and compartments that the transaction was opened for.
CREATE FUNCTION almoner_organization() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
	$$ SELECT current_setting('almoner.organization', true) $$;
CREATE FUNCTION almoner_compartments() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS
	$$ SELECT string_to_array(current_setting('almoner.compartments', true), ',') $$;
CREATE FUNCTION almoner_actor() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
	$$ SELECT nullif(current_setting('almoner.actor', true), '')::uuid $$;
CREATE FUNCTION almoner_roles() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS
	$$ SELECT string_to_array(current_setting('almoner.roles', true), ',') $$;

CREATE TABLE events (
	stream_id    uuid        NOT NULL,
	version      int         NOT NULL CHECK (version > 0),
	id           uuid        NOT NULL,
	organization text        NOT NULL,
	compartment  text        NOT NULL,
	workflow     text        NOT NULL,
	type         text        NOT NULL,
	at           timestamptz NOT NULL,
	actor        text        NOT NULL,
	cause        uuid        NOT NULL,
	data         json        NOT NULL, -- json keeps the bytes that the hash covers
	hash         bytea       NOT NULL,
	PRIMARY KEY (stream_id, version)
);
CREATE INDEX events_at ON events USING brin (at);

CREATE TABLE outbox (
	stream_id    uuid        NOT NULL,
	version      int         NOT NULL,
	organization text        NOT NULL,
	compartment  text        NOT NULL,
	committed_at timestamptz NOT NULL,
	PRIMARY KEY (stream_id, version)
);

CREATE TABLE inbox (
	route        text        NOT NULL,
	message_id   uuid        NOT NULL,
	organization text        NOT NULL,
	compartment  text        NOT NULL,
	handled_at   timestamptz NOT NULL,
	PRIMARY KEY (route, message_id)
);

-- onces remembers a request's key, the hash of its input, and what it was answered.
CREATE TABLE onces (
	organization text        NOT NULL,
	compartment  text        NOT NULL,
	scope        text        NOT NULL,
	key_hash     bytea       NOT NULL,
	body_hash    bytea       NOT NULL,
	case_id      uuid        NOT NULL,
	reference    text        NOT NULL DEFAULT '',
	result       json        NOT NULL,
	at           timestamptz NOT NULL,
	PRIMARY KEY (organization, scope, key_hash)
);

CREATE TABLE cases (
	id              uuid        PRIMARY KEY,
	organization    text        NOT NULL,
	compartment     text        NOT NULL,
	workflow        text        NOT NULL,
	program         text        NOT NULL,
	program_version text        NOT NULL,
	reference       text        NOT NULL UNIQUE,
	language        text        NOT NULL,
	channel         text        NOT NULL,
	key_id          uuid        NOT NULL,
	received_at     timestamptz NOT NULL,
	status          text        NOT NULL DEFAULT '',
	phase           text        NOT NULL DEFAULT '',
	next_who        text        NOT NULL DEFAULT '',
	next_by         timestamptz,
	emergency       boolean     NOT NULL DEFAULT false,
	fund            text        NOT NULL DEFAULT '',
	asked_cents     bigint      NOT NULL DEFAULT 0,
	award_cents     bigint      NOT NULL DEFAULT 0,
	member_id       uuid,
	household_id    uuid,
	member_hash     bytea,
	name_hash       bytea,
	payee_hash      bytea,
	waits           boolean     NOT NULL DEFAULT false, -- approved, the fund is short
	decided_at      timestamptz, -- when the award was approved
	version         int         NOT NULL DEFAULT 0,
	updated_at      timestamptz NOT NULL,
	closed_at       timestamptz
) WITH (fillfactor = 50);
CREATE INDEX cases_open ON cases (organization, received_at) WHERE closed_at IS NULL;
CREATE INDEX cases_recent ON cases (organization, received_at DESC, id);
CREATE INDEX cases_waiting ON cases (organization, fund, emergency DESC, received_at) WHERE waits;
CREATE INDEX cases_household ON cases (household_id) WHERE household_id IS NOT NULL; -- nothing that changes later, so that rows change in place

CREATE TABLE receipts (
	reference    text        PRIMARY KEY,
	organization text        NOT NULL,
	compartment  text        NOT NULL,
	case_id      uuid        NOT NULL,
	created_at   timestamptz NOT NULL
);

CREATE TABLE tasks (
	id           uuid        PRIMARY KEY,
	organization text        NOT NULL,
	compartment  text        NOT NULL,
	case_id      uuid        NOT NULL,
	program      text        NOT NULL,
	reference    text        NOT NULL,
	kind         text        NOT NULL,
	assignee     uuid,
	role         text        NOT NULL,
	due_at       timestamptz,
	opened_at    timestamptz NOT NULL,
	closed_at    timestamptz,
	closed_as    text        NOT NULL DEFAULT '',
	closed_by    uuid
) WITH (fillfactor = 70);
CREATE INDEX tasks_done ON tasks (closed_by, closed_at DESC) WHERE closed_by IS NOT NULL;
CREATE INDEX tasks_mine ON tasks (assignee, due_at) WHERE closed_at IS NULL AND assignee IS NOT NULL;
CREATE INDEX tasks_role ON tasks (organization, role, due_at) WHERE closed_at IS NULL AND assignee IS NULL;
CREATE INDEX tasks_case ON tasks (case_id);

CREATE TABLE timers (
	id           uuid        PRIMARY KEY,
	organization text        NOT NULL,
	compartment  text        NOT NULL,
	workflow     text        NOT NULL,
	stream_id    uuid        NOT NULL,
	command      text        NOT NULL,
	due_at       timestamptz NOT NULL,
	attempts     int         NOT NULL DEFAULT 0
);
CREATE INDEX timers_due ON timers (due_at);

CREATE TABLE notices (
	cause        uuid        NOT NULL,
	recipient    uuid        NOT NULL, -- a person, or the case itself for its requester
	template     text        NOT NULL,
	organization text        NOT NULL,
	compartment  text        NOT NULL,
	case_id      uuid        NOT NULL,
	requester    boolean     NOT NULL,
	due_at       timestamptz NOT NULL,
	held_until   timestamptz, -- whoever took it has until then; apart from due_at, so that taking touches no index
	attempts     int         NOT NULL DEFAULT 0,
	sent_at      timestamptz,
	outcome      text        NOT NULL DEFAULT '',
	PRIMARY KEY (cause, recipient, template)
) WITH (fillfactor = 50);
CREATE INDEX notices_waiting ON notices (due_at) WHERE sent_at IS NULL;

-- Personal data: sealed with one data key per case or person. Erasing the key erases them.
CREATE TABLE data_keys (
	id           uuid        PRIMARY KEY,
	organization text        NOT NULL,
	compartment  text        NOT NULL,
	wrapped      bytea,
	erased_at    timestamptz,
	CHECK ((wrapped IS NULL) = (erased_at IS NOT NULL))
);

CREATE TABLE sealed_texts (
	id           uuid        PRIMARY KEY,
	organization text        NOT NULL,
	compartment  text        NOT NULL,
	case_id      uuid        NOT NULL,
	key_id       uuid        NOT NULL,
	kind         text        NOT NULL,
	sealed       bytea       NOT NULL,
	at           timestamptz NOT NULL
);
CREATE INDEX sealed_texts_case ON sealed_texts (case_id);

-- People: members on the roll, and everybody who signs in.
CREATE TABLE people (
	id           uuid        PRIMARY KEY,
	organization text        NOT NULL,
	compartment  text        NOT NULL,
	key_id       uuid        NOT NULL,
	sealed       bytea       NOT NULL, -- name, e-mail, telephone
	member_hash  bytea,
	name_hash    bytea,
	household_id uuid        NOT NULL,
	unit         text        NOT NULL DEFAULT '',
	supervisor   uuid,
	UNIQUE (organization, member_hash),
	UNIQUE (organization, id)
);
CREATE INDEX people_household ON people (household_id);
CREATE INDEX people_commanded ON people (id) WHERE supervisor IS NOT NULL;

CREATE TABLE grants (
	person_id    uuid        NOT NULL,
	organization text        NOT NULL,
	compartment  text        NOT NULL,
	role         text        NOT NULL,
	since        timestamptz NOT NULL,
	until        timestamptz,
	PRIMARY KEY (person_id, role, since),
	FOREIGN KEY (organization, person_id) REFERENCES people (organization, id)
);
CREATE INDEX grants_role ON grants (organization, role);

CREATE TABLE ties (
	person_id    uuid NOT NULL,
	other_id     uuid NOT NULL,
	organization text NOT NULL,
	compartment  text NOT NULL,
	kind         text NOT NULL CHECK (kind IN ('declared', 'payment', 'chain_of_command', 'household', 'unit')),
	PRIMARY KEY (person_id, other_id, kind),
	FOREIGN KEY (organization, person_id) REFERENCES people (organization, id),
	FOREIGN KEY (organization, other_id) REFERENCES people (organization, id)
);
CREATE INDEX ties_other ON ties (other_id);

CREATE TABLE credentials (
	hash         bytea       PRIMARY KEY,
	person_id    uuid        NOT NULL,
	organization text        NOT NULL,
	compartment  text        NOT NULL,
	kind         text        NOT NULL CHECK (kind IN ('token', 'session')),
	created_at   timestamptz NOT NULL,
	expires_at   timestamptz NOT NULL,
	revoked_at   timestamptz,
	FOREIGN KEY (organization, person_id) REFERENCES people (organization, id)
);
CREATE INDEX credentials_person ON credentials (person_id);

-- Money: immutable transfers between the four accounts of a fund, and the fund's balances, which may not go below zero.
CREATE TABLE funds (
	organization    text   NOT NULL,
	compartment     text   NOT NULL,
	key             text   NOT NULL,
	received_cents  bigint NOT NULL DEFAULT 0 CHECK (received_cents >= 0),
	available_cents bigint NOT NULL DEFAULT 0 CHECK (available_cents >= 0),
	reserved_cents  bigint NOT NULL DEFAULT 0 CHECK (reserved_cents >= 0),
	paid_cents      bigint NOT NULL DEFAULT 0 CHECK (paid_cents >= 0),
	PRIMARY KEY (organization, key),
	CHECK (available_cents + reserved_cents + paid_cents = received_cents)
) WITH (fillfactor = 50);

CREATE TABLE transfers (
	id           uuid        PRIMARY KEY, -- of the event that it reports
	organization text        NOT NULL,
	compartment  text        NOT NULL,
	fund         text        NOT NULL,
	case_id      uuid        NOT NULL, -- or the fund's stream, for a deposit
	kind         text        NOT NULL CHECK (kind IN ('deposit', 'reserve', 'post', 'void')),
	debit        text        NOT NULL,
	credit       text        NOT NULL,
	amount_cents bigint      NOT NULL CHECK (amount_cents > 0),
	at           timestamptz NOT NULL,
	FOREIGN KEY (organization, fund) REFERENCES funds (organization, key),
	CHECK ((kind, debit, credit) IN (('deposit', 'received', 'available'), ('reserve', 'available', 'reserved'),
		('post', 'reserved', 'paid'), ('void', 'reserved', 'available')))
);
-- One reservation for a case, and one end to it: a second release is impossible.
CREATE UNIQUE INDEX transfers_reserve_once ON transfers (case_id) WHERE kind = 'reserve';
CREATE UNIQUE INDEX transfers_end_once ON transfers (case_id) WHERE kind IN ('post', 'void');

CREATE TABLE awards (
	case_id      uuid        PRIMARY KEY,
	organization text        NOT NULL,
	compartment  text        NOT NULL,
	fund         text        NOT NULL,
	amount_cents bigint      NOT NULL CHECK (amount_cents > 0),
	approvers    uuid[]      NOT NULL CHECK (cardinality(approvers) >= 2),
	preparer     uuid,
	method       text        NOT NULL DEFAULT '',
	releaser     uuid,
	reserved_at  timestamptz NOT NULL,
	prepared_at  timestamptz,
	released_at  timestamptz,
	voided_at    timestamptz,
	CONSTRAINT preparer_did_not_approve CHECK (preparer <> ALL (approvers)),
	CONSTRAINT releaser_did_not_approve CHECK (releaser <> ALL (approvers)),
	CONSTRAINT releaser_did_not_prepare CHECK (releaser <> preparer),
	CONSTRAINT prepared_before_released CHECK (releaser IS NULL OR preparer IS NOT NULL),
	CONSTRAINT released_or_voided CHECK (released_at IS NULL OR voided_at IS NULL)
) WITH (fillfactor = 70);

CREATE TABLE program_versions (
	version      text        PRIMARY KEY,
	organization text        NOT NULL,
	compartment  text        NOT NULL DEFAULT 'public',
	program      text        NOT NULL,
	document     json        NOT NULL,
	recorded_at  timestamptz NOT NULL
);

CREATE TABLE dead_letters (
	id           uuid        PRIMARY KEY,
	organization text        NOT NULL,
	compartment  text        NOT NULL DEFAULT 'public',
	route        text        NOT NULL,
	message_id   text        NOT NULL,
	subject      text        NOT NULL,
	headers      json        NOT NULL,
	body         bytea       NOT NULL,
	code         text        NOT NULL,
	reason       text        NOT NULL,
	attempts     int         NOT NULL,
	at           timestamptz NOT NULL,
	settled_at   timestamptz,
	settled_as   text        NOT NULL DEFAULT '',
	settled_why  text        NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX dead_letters_open ON dead_letters (route, message_id) WHERE settled_at IS NULL;

-- clock_offset is the demo's; intake_seen_at is when the life-raft was last seen to float.
CREATE TABLE installation (
	one              boolean     PRIMARY KEY DEFAULT true CHECK (one),
	clock_offset_us  bigint      NOT NULL DEFAULT 0,
	intake_seen_at   timestamptz,
	demo_told        boolean     NOT NULL DEFAULT false,
	keys             bytea       -- fingerprint of the master keys that everything here is sealed with
);
INSERT INTO installation DEFAULT VALUES;
CREATE TABLE routes (
	name          text        PRIMARY KEY,
	registered_at timestamptz NOT NULL
);

CREATE SEQUENCE reference_blocks;

CREATE TABLE demo_messages (
	id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at           timestamptz NOT NULL,
	channel      text        NOT NULL,
	recipient    text        NOT NULL,
	subject      text        NOT NULL,
	body         text        NOT NULL,
	links        text[]      NOT NULL,
	key          uuid        NOT NULL UNIQUE -- of the notice: sent twice, it is here once
);

-- sign_in is the one door past the walls: whoever holds a credential learns whose it is. Expiry is by the caller's clock.
CREATE FUNCTION almoner_sign_in(credential bytea, at timestamptz)
RETURNS TABLE (person_id uuid, organization text, key_id uuid, wrapped bytea, sealed bytea, roles text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
	SELECT p.id, p.organization, p.key_id, k.wrapped, p.sealed,
		array(SELECT g.role FROM grants g
			WHERE g.person_id = p.id AND g.organization = p.organization AND g.since <= $2 AND (g.until IS NULL OR g.until > $2) ORDER BY g.role)
	FROM credentials c JOIN people p ON p.id = c.person_id JOIN data_keys k ON k.id = p.key_id
	WHERE c.hash = $1 AND c.revoked_at IS NULL AND c.expires_at > $2
$$;
REVOKE ALL ON FUNCTION almoner_sign_in FROM PUBLIC;
GRANT EXECUTE ON FUNCTION almoner_sign_in TO almoner_web;

-- Walls: every table with an organization and a compartment shows a role only what lies inside what its transaction named.
DO $$
DECLARE name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['events', 'outbox', 'inbox', 'onces', 'cases', 'receipts', 'tasks', 'timers', 'notices', 'data_keys',
		'sealed_texts', 'people', 'grants', 'ties', 'credentials', 'funds', 'transfers', 'awards', 'program_versions', 'dead_letters'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
		EXECUTE format('CREATE POLICY handler ON %I TO almoner_handler
			USING (organization = (SELECT almoner_organization()) AND compartment = ANY ((SELECT almoner_compartments())::text[]))
			WITH CHECK (organization = (SELECT almoner_organization()) AND compartment = ANY ((SELECT almoner_compartments())::text[]))', name);
	END LOOP;
	FOREACH name IN ARRAY ARRAY['events', 'cases', 'notices', 'data_keys', 'sealed_texts', 'people', 'grants', 'credentials',
		'funds', 'transfers', 'awards', 'program_versions', 'dead_letters'] LOOP
		EXECUTE format('CREATE POLICY web ON %I TO almoner_web
			USING (organization = (SELECT almoner_organization()) AND compartment = ANY ((SELECT almoner_compartments())::text[]))
			WITH CHECK (organization = (SELECT almoner_organization()) AND compartment = ANY ((SELECT almoner_compartments())::text[]))', name);
	END LOOP;
	FOREACH name IN ARRAY ARRAY['events', 'outbox', 'inbox', 'timers', 'notices', 'program_versions', 'dead_letters'] LOOP
		EXECUTE format('CREATE POLICY worker ON %I TO almoner_worker USING (true) WITH CHECK (true)', name);
	END LOOP;
END $$;

-- A task shows itself to whom it waits for; closed ones too, so that a late act can be answered.
CREATE POLICY web ON tasks TO almoner_web USING (organization = (SELECT almoner_organization())
	AND compartment = ANY ((SELECT almoner_compartments())::text[])
	AND (assignee = (SELECT almoner_actor()) OR (assignee IS NULL AND role = ANY ((SELECT almoner_roles())::text[]))));
-- A receipt shows itself to whoever names its reference; what it opens needs the secret beside it.
CREATE POLICY web ON receipts TO almoner_web USING (reference = (SELECT current_setting('almoner.reference', true)));

GRANT SELECT, INSERT ON events, outbox, inbox, onces, cases, receipts, tasks, timers, notices, data_keys, sealed_texts, people, grants, ties,
	funds, transfers, awards, program_versions, dead_letters TO almoner_handler;
GRANT UPDATE ON cases, tasks, timers, notices, funds, awards, data_keys, people, grants, dead_letters TO almoner_handler;
GRANT DELETE ON outbox, tasks, timers, cases TO almoner_handler;
GRANT SELECT ON events, cases, receipts, tasks, notices, data_keys, sealed_texts, people, grants, funds, transfers, awards,
	program_versions, dead_letters TO almoner_web;
GRANT SELECT, INSERT, UPDATE ON credentials TO almoner_web, almoner_handler;
GRANT SELECT ON events, inbox, program_versions TO almoner_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO almoner_worker;
GRANT SELECT, UPDATE ON timers, notices TO almoner_worker;
GRANT DELETE ON timers TO almoner_worker;
GRANT SELECT, INSERT, UPDATE ON dead_letters, routes TO almoner_worker;
GRANT SELECT, UPDATE ON installation TO almoner_worker, almoner_handler;
GRANT SELECT ON installation, routes TO almoner_web;
GRANT SELECT, INSERT ON demo_messages TO almoner_worker, almoner_handler;
GRANT SELECT ON demo_messages TO almoner_web;
GRANT USAGE, UPDATE ON SEQUENCE reference_blocks TO almoner_worker;
GRANT INSERT ON program_versions TO almoner_worker;
