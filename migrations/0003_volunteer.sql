-- Volunteers: what was checked about whom and until when it counts, and who holds a role, whichever wall their own record lies behind.

-- A result, its day, its end and who looked: never what was found (RSMo 43.540). Applications of children's coaches lie behind youth, all other
-- volunteers and their shifts behind volunteer, and both ask about the same person. So every row lies in volunteer, whoever wrote it, and the
-- policies below name the two compartments: no transaction has to see both, and nobody else, of welfare or support, sees any of it.
CREATE TABLE clearances (
	organization text        NOT NULL,
	compartment  text        NOT NULL DEFAULT 'volunteer' CHECK (compartment = 'volunteer'),
	person_id    uuid        NOT NULL,
	check_key    text        NOT NULL,
	checked_on   date        NOT NULL,
	until        date,                  -- the last day on which it counts; null: for good
	by           uuid,                  -- who looked; null when no person did
	case_id      uuid        NOT NULL,  -- the stream that says so, from which it can be made anew
	at           timestamptz NOT NULL,  -- the later word about a check is the one that counts
	withdrawn    boolean     NOT NULL DEFAULT false,
	PRIMARY KEY (organization, person_id, check_key),
	CHECK (until >= checked_on)
);
CREATE INDEX clearances_case ON clearances (case_id);

ALTER TABLE clearances ENABLE ROW LEVEL SECURITY;
CREATE POLICY handler ON clearances TO almoner_handler
	USING (organization = (SELECT almoner_organization()) AND (SELECT almoner_compartments()) && ARRAY['youth', 'volunteer'])
	WITH CHECK (organization = (SELECT almoner_organization()) AND (SELECT almoner_compartments()) && ARRAY['youth', 'volunteer']);
-- On a page somebody sees their own; whoever looks after volunteers, all of them.
CREATE POLICY web ON clearances TO almoner_web USING (organization = (SELECT almoner_organization())
	AND (SELECT almoner_compartments()) && ARRAY['youth', 'volunteer']
	AND (person_id = (SELECT almoner_actor()) OR (SELECT almoner_roles()) && ARRAY['coordinator', 'admin', 'auditor']));

GRANT SELECT, INSERT, UPDATE, DELETE ON clearances TO almoner_handler;
GRANT SELECT ON clearances TO almoner_web;

-- holders tells who has a role in the transaction's organization: ids, nothing else. A coordinator works behind several walls and has one record,
-- behind one of them; what happens behind another is told to them all the same.
CREATE FUNCTION almoner_holders(wanted text, at timestamptz) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
	SELECT DISTINCT g.person_id FROM grants g
	WHERE g.organization = almoner_organization() AND g.role = $1 AND g.since <= $2 AND (g.until IS NULL OR g.until > $2)
$$;
REVOKE ALL ON FUNCTION almoner_holders FROM PUBLIC;
GRANT EXECUTE ON FUNCTION almoner_holders TO almoner_handler;
