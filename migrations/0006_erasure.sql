-- Erasing: whoever's key is erased is not to be recognized by a keyed hash either. Hashes name nobody, but with the organization's lookup key a
-- name or number can be tried out against them.

CREATE FUNCTION almoner_forget_hashes() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
	UPDATE people SET member_hash = NULL, name_hash = NULL, phone_hash = NULL, pin_hash = NULL WHERE key_id = NEW.id;
	IF NOT FOUND THEN -- a key is a person's or a case's, and there are many cases
		UPDATE cases SET member_hash = NULL, name_hash = NULL, payee_hash = NULL, contact_hash = NULL WHERE key_id = NEW.id;
	END IF;
	RETURN NULL;
END $$;

-- In the database, so that it holds for whoever erases a key, by hand too. It runs as whoever does, within their walls.
CREATE TRIGGER forget_hashes AFTER UPDATE OF wrapped ON data_keys FOR EACH ROW WHEN (OLD.wrapped IS NOT NULL AND NEW.wrapped IS NULL)
	EXECUTE FUNCTION almoner_forget_hashes();

-- What was erased before.
UPDATE people SET member_hash = NULL, name_hash = NULL, phone_hash = NULL, pin_hash = NULL WHERE key_id IN (SELECT id FROM data_keys WHERE wrapped IS NULL);
UPDATE cases SET member_hash = NULL, name_hash = NULL, payee_hash = NULL, contact_hash = NULL
	WHERE key_id IN (SELECT id FROM data_keys WHERE wrapped IS NULL) OR id IN (SELECT stream_id FROM events WHERE type = 'application.forgotten');
