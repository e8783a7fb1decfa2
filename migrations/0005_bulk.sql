-- Bulk acts: what somebody wants done with many applications at once, held back for a moment in which it can be undone.

-- What was written for it is sealed, and wiped when it was carried out or undone; tasks and cases are ids, results are codes with sentences of ours.
-- It lies in public, because one act can reach behind several walls: whoever carries it out does so as the person who wanted it, behind theirs.
CREATE TABLE bulk_acts (
	id           uuid        PRIMARY KEY,
	organization text        NOT NULL,
	compartment  text        NOT NULL DEFAULT 'public' CHECK (compartment = 'public'),
	person_id    uuid        NOT NULL,
	action       text        NOT NULL,
	tasks        uuid[]      NOT NULL,
	cases        uuid[]      NOT NULL,
	sealed       bytea,                -- the body of the act
	made_at      timestamptz NOT NULL,
	due_at       timestamptz NOT NULL,
	held_until   timestamptz,          -- whoever took it has until then
	attempts     int         NOT NULL DEFAULT 0,
	undone_at    timestamptz,
	done_at      timestamptz,
	results      json        NOT NULL DEFAULT '[]',
	CHECK (undone_at IS NULL OR done_at IS NULL),
	CHECK (cardinality(tasks) = cardinality(cases) AND cardinality(tasks) BETWEEN 1 AND 100)
);
CREATE INDEX bulk_acts_waiting ON bulk_acts (due_at) WHERE done_at IS NULL AND undone_at IS NULL;
CREATE INDEX bulk_acts_person ON bulk_acts (person_id, made_at);

ALTER TABLE bulk_acts ENABLE ROW LEVEL SECURITY;
CREATE POLICY handler ON bulk_acts TO almoner_handler
	USING (organization = (SELECT almoner_organization()) AND compartment = ANY ((SELECT almoner_compartments())::text[]))
	WITH CHECK (organization = (SELECT almoner_organization()) AND compartment = ANY ((SELECT almoner_compartments())::text[]));
CREATE POLICY web ON bulk_acts TO almoner_web USING (organization = (SELECT almoner_organization()) AND person_id = (SELECT almoner_actor()));
CREATE POLICY worker ON bulk_acts TO almoner_worker USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON bulk_acts TO almoner_handler;
GRANT SELECT ON bulk_acts TO almoner_web;
-- The worker learns that one is due, and nothing of what is in it.
GRANT SELECT (id, organization, due_at, held_until, attempts, undone_at, done_at), UPDATE (held_until, attempts) ON bulk_acts TO almoner_worker;
