"""What is said when a message is bad: whose fault it is, and which field."""

from pydantic import ValidationError


class WireError(ValueError):
    """A message that does not keep its contract.

    ``fault`` names the sender ("feed", "client", "central", a file's name …), ``field`` the dotted
    path in the message, ``problem`` what is wrong there. The offending value is never part of the
    text: it may hold a person's data.
    """

    def __init__(self, fault: str, field: str, problem: str) -> None:
        super().__init__(f"{fault}: {field}: {problem}")
        self.fault = fault
        self.field = field
        self.problem = problem


def from_validation(fault: str, error: ValidationError) -> WireError:
    """The first thing pydantic found, as one line without the value that was refused."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"]) or "message"
    told = first["msg"].removeprefix("Value error, ")
    if first["type"] == "union_tag_invalid":
        told = "is of no known type"
    return WireError(fault, field, told)
