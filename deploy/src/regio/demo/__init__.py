"""The whole house in one process: three services, a Redis server, an issuer of tokens and a start page."""
