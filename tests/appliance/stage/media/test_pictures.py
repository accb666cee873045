"""Pictures from the decoder, as the screen takes them."""

from av import VideoFrame

from appliance.stage.media.pictures import to_i420


def test_odd_sizes_and_other_formats_become_even_i420() -> None:
    assert to_i420(VideoFrame(65, 49, "yuv420p")).shape == (72, 64)
    assert to_i420(VideoFrame(64, 48, "rgb24")).shape == (72, 64)
