"""How the people who work here come in: OpenID Connect, or a link from the local administrator."""
