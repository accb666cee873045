"""How a staff door says what the desk refused: the field for bad input, a word for the rest."""

from collections.abc import Iterator
from contextlib import contextmanager

from central.faults import BadInputError, ConflictError, UnknownError
from central.web.problems import Refusal


@contextmanager
def refusing() -> Iterator[None]:
    """Turn the desk's refusals into answers: 422, 409, 404."""
    try:
        yield
    except BadInputError as error:
        raise Refusal(422, "bad-input", error.field, error.problem) from None
    except ConflictError as error:
        field, _, problem = str(error).partition(": ")
        raise Refusal(409, error.code, field, problem) from None
    except UnknownError:
        raise Refusal(404, "not-found") from None
