"""How large a picture claims to be, read from its coded form before any decoder sees it (A8)."""

LARGEST = (1920, 1088)
"""Width and height; 1080 lines are coded as 1088."""
SMALLEST = 16
"""No camera's picture is smaller on any side."""
_HIGH_PROFILES = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})


class TooLargeError(ValueError):
    """A coded picture whose claim is out of bounds, or cannot be read."""


def fits(size: tuple[int, int]) -> bool:
    """Whether (width, height) may be decoded; a picture on its side may be as large."""
    return max(size) <= LARGEST[0] and SMALLEST <= min(size) <= LARGEST[1]


def check_vp8(data: bytes) -> None:
    """Raise TooLargeError for a key frame (RFC 6386, 9.1) that claims too much."""
    if not data or data[0] & 1:
        return  # not a key frame: it keeps the size of the last one
    if len(data) < 10 or data[3:6] != b"\x9d\x01\x2a":
        raise TooLargeError("a VP8 key frame without its size")
    width = int.from_bytes(data[6:8], "little") & 0x3FFF
    height = int.from_bytes(data[8:10], "little") & 0x3FFF
    if not fits((width, height)):
        raise TooLargeError(f"VP8 {width}x{height}")


def check_h264(data: bytes) -> None:
    """Raise TooLargeError for an Annex B stream with a parameter set that claims too much."""
    for unit in _units(data):
        if unit and unit[0] & 0x1F == 7:
            size = sps_size(unit)
            if not fits(size):
                raise TooLargeError(f"H264 {size[0]}x{size[1]}")


def _units(data: bytes) -> list[bytes]:
    """The NAL units between the start codes."""
    return data.split(b"\x00\x00\x01")[1:]


class _Bits:
    """Reads the raw bytes of a parameter set bit by bit (ITU-T H.264, 7.2 and 9.1)."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = len(data) * 8

    def take(self, count: int) -> int:
        if count > self._left:
            raise TooLargeError("an H264 parameter set that ends early")
        self._left -= count
        return (self._value >> self._left) & ((1 << count) - 1)

    def unsigned(self) -> int:
        zeros = 0
        while not self.take(1):
            zeros += 1
            if zeros > 31:
                raise TooLargeError("an H264 parameter set that makes no sense")
        return (1 << zeros) - 1 + self.take(zeros)

    def signed(self) -> int:
        value = self.unsigned()
        return (value + 1) // 2 if value & 1 else -(value // 2)


def sps_size(unit: bytes) -> tuple[int, int]:
    """The coded width and height of a sequence parameter set (ITU-T H.264, 7.3.2.1.1)."""
    bits = _Bits(unit[1:200].replace(b"\x00\x00\x03", b"\x00\x00"))
    profile = bits.take(8)
    bits.take(16)
    bits.unsigned()  # seq_parameter_set_id
    if profile in _HIGH_PROFILES:
        _skip_high(bits)
    bits.unsigned()  # log2_max_frame_num_minus4
    order = bits.unsigned()
    if order == 0:
        bits.unsigned()
    elif order == 1:
        bits.take(1)
        bits.signed()
        bits.signed()
        for _ in range(min(bits.unsigned(), 256)):
            bits.signed()
    bits.unsigned()  # max_num_ref_frames
    bits.take(1)
    width = (bits.unsigned() + 1) * 16
    height = bits.unsigned() + 1
    frame_units = 1 if bits.take(1) else 2
    return width, height * 16 * frame_units


def _skip_high(bits: _Bits) -> None:
    """Read over the fields that only the high profiles have."""
    chroma = bits.unsigned()
    if chroma == 3:
        bits.take(1)
    bits.unsigned()
    bits.unsigned()
    bits.take(1)
    if bits.take(1):
        for index in range(8 if chroma != 3 else 12):
            if bits.take(1):
                _skip_scaling(bits, 16 if index < 6 else 64)


def _skip_scaling(bits: _Bits, size: int) -> None:
    """Read over one scaling list (7.3.2.1.1.1)."""
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.signed() + 256) % 256
        last = following or last
