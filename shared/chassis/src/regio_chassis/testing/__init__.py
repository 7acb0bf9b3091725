"""What tests of the services need: real servers on free ports, databases on both engines, an issuer of tokens."""
