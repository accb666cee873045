"""What goes wrong between the room process and its far ends: who is at fault, and a code."""


class RoomError(Exception):
    """The root of what the room process raises itself."""


class FarEndError(RoomError):
    """A far end (``who``: feed, central …) did not keep its part; ``code`` is a slug.

    No value that came from there is part of the text: it may hold a person's data.
    """

    def __init__(self, who: str, code: str) -> None:
        super().__init__(f"{who}: {code}")
        self.who = who
        self.code = code
