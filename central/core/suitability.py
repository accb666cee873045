"""The four questions before a video visit is booked (R58): one *Nej* leads to a visit in person."""

QUESTIONS = ("examination", "undisturbed", "device", "understood")
"""Nothing must be examined or sampled on the spot; the patient can talk undisturbed and freely;
they have a device and a connection; they can be understood by video, with the help that they need.
"""


def first_no(answers: dict[str, bool]) -> str | None:
    """The first question that was answered *Nej*; KeyError for one that was not answered."""
    return next((question for question in QUESTIONS if not answers[question]), None)
