"""The clinic's questions before a visit (R27): ``[[clinics.form]]`` tables, and their answers."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from central.brand import Words
from central.faults import BadInputError
from wire.settings import Settings

ANSWER_LIMIT = 1000
YES_NO = ("yes", "no")


class FormQuestion(Settings):
    """One question; its words by language, Swedish at least."""

    key: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,32}$")]
    kind: Literal["text", "yes-no", "choice"] = "text"
    words: Words
    choices: tuple[Words, ...] = Field(default=(), max_length=12)
    """What a ``choice`` offers; it is answered with the place in this list, from 0."""

    @model_validator(mode="after")
    def _complete(self) -> "FormQuestion":
        if any("sv" not in words for words in (self.words, *self.choices)):
            raise ValueError("must have Swedish words")
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError("must have choices where its kind is choice, and only there")
        return self

    def takes(self, answer: str) -> bool:
        """Whether ``answer`` is one to this question."""
        if self.kind == "text":
            return len(answer) <= ANSWER_LIMIT
        offered = YES_NO if self.kind == "yes-no" else map(str, range(len(self.choices)))
        return answer in offered


def filled(form: tuple[FormQuestion, ...], answers: Mapping[str, str]) -> bytes:
    """The answered questions with their words, as they were asked; empty answers are left out.

    BadInputError names the question whose answer is none.
    """
    known = {question.key: question for question in form}
    for key, answer in answers.items():
        if key not in known or not known[key].takes(answer):
            raise BadInputError(f"answers.{key}" if key in known else "answers", "malformed")
    said = [
        question.model_dump() | {"answer": answers[question.key].strip()}
        for question in form
        if answers.get(question.key, "").strip()
    ]
    if not said:
        raise BadInputError("answers", "empty")
    return json.dumps(said, ensure_ascii=False).encode()


def read_filled(content: bytes) -> list[dict[str, Any]]:
    """What ``filled`` made."""
    said: list[dict[str, Any]] = json.loads(content)
    return said
