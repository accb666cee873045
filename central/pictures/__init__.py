"""Pictures that people send: judged and drawn anew in a process of their own."""
