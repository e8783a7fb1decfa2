-- Applications: whoever looks after a group sees its children and nobody else's, and a season is a case of its own.

-- Inside youth and volunteer, as inside support, people see what they are engaged with; whoever coordinates sees all of it. The board of needs, rotas
-- and shifts hold ids and codes, and whoever works there sees them whole.
DROP POLICY web ON cases;
CREATE POLICY web ON cases TO almoner_web USING (organization = (SELECT almoner_organization())
	AND compartment = ANY ((SELECT almoner_compartments())::text[])
	AND (compartment NOT IN ('support', 'youth', 'volunteer') OR workflow = 'need' OR (SELECT almoner_unwalled()) OR EXISTS (
		SELECT 1 FROM engagements g WHERE g.case_id = cases.id AND g.person_id = (SELECT almoner_actor()) AND g.until IS NULL)));
DROP POLICY web ON events;
CREATE POLICY web ON events TO almoner_web USING (organization = (SELECT almoner_organization())
	AND compartment = ANY ((SELECT almoner_compartments())::text[])
	AND (compartment NOT IN ('support', 'youth', 'volunteer') OR workflow IN ('rota', 'need', 'volunteer') OR (SELECT almoner_unwalled()) OR EXISTS (
		SELECT 1 FROM engagements g WHERE g.case_id = events.stream_id AND g.person_id = (SELECT almoner_actor()) AND g.until IS NULL AND g.standing)));
DROP POLICY web ON sealed_texts;
CREATE POLICY web ON sealed_texts TO almoner_web USING (organization = (SELECT almoner_organization())
	AND compartment = ANY ((SELECT almoner_compartments())::text[])
	AND (compartment NOT IN ('support', 'youth', 'volunteer', 'safeguard') OR compartment <> 'safeguard' AND (SELECT almoner_reads_texts())
		OR compartment = 'safeguard' AND (coalesce(current_setting('almoner.roles', true), '') = '' OR 'safeguard' = ANY ((SELECT almoner_roles())::text[])) OR EXISTS (
		SELECT 1 FROM engagements g WHERE g.case_id = sealed_texts.case_id AND g.person_id = (SELECT almoner_actor()) AND g.until IS NULL AND g.standing)));

-- The seasons of a program, and the applications of one, by state.
CREATE INDEX cases_program ON cases (organization, program, workflow, received_at DESC, id);
