"""The fixed questions that each side answers after a visit (R51): key, and how many answers."""

QUESTIONS: dict[str, dict[str, int]] = {
    "patient": {"worked": 3, "helped": 3, "again": 3},
    "unit": {"worked": 3, "suited": 3},
}
"""1 is the best answer. ``worked``: picture and sound; ``helped``: got the help that was needed;
``again``: would have a video visit again; ``suited``: the matter suited a video visit."""


def wrong_answer(role: str, answers: dict[str, int]) -> str | None:
    """The key of the first answer that is none to a question of this side; None: all are."""
    asked = QUESTIONS[role]
    return next(
        (key for key, answer in answers.items() if not 1 <= answer <= asked.get(key, 0)), None
    )
