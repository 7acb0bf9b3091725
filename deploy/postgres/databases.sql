-- Run once, by the image's entrypoint, when the data volume is empty: a database and a role per service, none sees another's.
REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC;

\getenv password CAMPAIGN_DATABASE_PASSWORD
CREATE ROLE campaign LOGIN PASSWORD :'password';
CREATE DATABASE campaign OWNER campaign TEMPLATE template0 ENCODING 'UTF8';
REVOKE CONNECT, TEMPORARY ON DATABASE campaign FROM PUBLIC;

\getenv password NETWORK_DATABASE_PASSWORD
CREATE ROLE network LOGIN PASSWORD :'password';
CREATE DATABASE network OWNER network TEMPLATE template0 ENCODING 'UTF8';
REVOKE CONNECT, TEMPORARY ON DATABASE network FROM PUBLIC;

\getenv password PLACEMENT_DATABASE_PASSWORD
CREATE ROLE placement LOGIN PASSWORD :'password';
CREATE DATABASE placement OWNER placement TEMPLATE template0 ENCODING 'UTF8';
REVOKE CONNECT, TEMPORARY ON DATABASE placement FROM PUBLIC;
