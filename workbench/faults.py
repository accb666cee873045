"""What goes wrong at the workbench, each said in one sentence to the person at the keyboard."""


class WorkbenchError(Exception):
    """Something the demo cannot go on with; the text is a whole sentence."""


class JobFailed(WorkbenchError):  # noqa: N818
    """A process ended before it was ready; ``name`` is the job's, ``said`` its last line."""

    def __init__(self, name: str, said: str) -> None:
        super().__init__(f"{name} did not start: {said or 'it said nothing'}")
        self.name = name
        self.said = said
