-- Runs once, when Postgres makes its data directory. The owner migrates; the servers sign in as somebody who can only step into
-- the three roles that row security holds, and so cannot switch it off. Migrations grant those roles their rights.
\getenv server_password ALMONER_POSTGRES_PASSWORD

CREATE ROLE almoner_web NOLOGIN;
CREATE ROLE almoner_handler NOLOGIN;
CREATE ROLE almoner_worker NOLOGIN;

CREATE ROLE almoner_server LOGIN NOINHERIT PASSWORD :'server_password';
GRANT almoner_web, almoner_handler, almoner_worker TO almoner_server;
