"""What goes wrong at central: one root, and each leaf says who is at fault."""


class CentralError(Exception):
    """The root of everything central refuses; its text is one line for a person."""


class BadInputError(CentralError):
    """Whoever asked gave something wrong: ``field`` names it, the value is never repeated."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class SetupError(CentralError):
    """Central's own machine is not ready: a file, a folder or the database."""


class StoreError(CentralError):
    """The database did not answer or took no write; nothing of the transaction is kept."""


class UnknownError(CentralError):
    """What was asked for does not exist, or not for the one who asks."""


class ConflictError(CentralError):
    """Not as things stand now; ``code`` is a word for programs."""

    def __init__(self, text: str, code: str = "conflict") -> None:
        super().__init__(text)
        self.code = code
