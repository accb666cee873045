"""The doors of the people who work here: sign-in, their clinic, what their page asks for."""
