"""R13: light, face and eye line in numbers; one sentence at a time, on a drawn person."""

import cv2
import pytest

from appliance.stage.checks.advice import ADVICE, Advice, advice
from appliance.stage.checks.faces import Face, Faces
from appliance.stage.checks.look import Look, look
from appliance.stage.checks.seen import Sitting
from hardware.scene import darkness
from hardware.spoiled import SPOILERS
from tests.support.persons import Picture, nearer, person

FACES = Faces()
FINE = Face(0.9, 0.5, 0.45, 0.16, 0.3, ((0.46, 0.4), (0.54, 0.4)))


def looked(picture: Picture) -> Look:
    face = FACES.find(picture, middle=True) or FACES.find(picture, middle=False)
    return look(picture, face)


def told_of(sitting: Sitting) -> tuple[Advice | None, bool]:
    return sitting.advice, sitting.sure


@pytest.mark.parametrize(
    ("what", "picture", "told"),
    [
        ("well lit, in the middle", person(), None),
        ("in half the light", person(light=0.5), None),
        ("in the dark", person(light=0.25), Advice.DARK),
        ("before a window", person(light=0.35, behind=235), Advice.BACKLIT),
        ("well lit before a white wall", person(light=0.8, behind=235), None),
        ("too much light", person(light=2.2), Advice.GLARING),
        ("at the side", person(right=0.26), Advice.ASIDE),
        ("far away", nearer(person(), 0.55), Advice.FAR),
        ("very near", nearer(person(), 2.3), Advice.NEAR),
        ("out of focus", SPOILERS["blurred"](person()), Advice.BLURRED),
        ("nobody", person()[:, :].copy() * 0 + 130, Advice.NO_FACE),
        ("behind the lid", darkness(1280, 720, 1), Advice.DARK),
    ],
)
def test_r13_what_is_advised(what: str, picture: Picture, told: Advice | None) -> None:
    assert advice(looked(picture)) is told, what


@pytest.mark.parametrize(
    ("eyes", "told"), [(0.1, Advice.EYES_HIGH), (0.4, None), (0.65, Advice.EYES_LOW)]
)
def test_r13_the_eye_line(eyes: float, told: Advice | None) -> None:
    face = Face(0.9, 0.5, eyes + 0.05, 0.16, 0.3, ((0.46, eyes), (0.54, eyes)))
    assert advice(Look(face, light=150, behind=150, white=0.0)) is told


def test_every_advice_stands_in_the_table_once() -> None:
    assert sorted(what for what, _ in ADVICE) == sorted(Advice)


def test_the_eyes_are_where_they_are_drawn() -> None:
    face = FACES.find(person(), middle=True)
    assert face is not None
    assert face.eyes[0][0] < 0.5 < face.eyes[1][0]
    assert abs(face.eye_line - 0.41) < 0.05
    assert abs(face.x - 0.5) < 0.03


def test_r13_one_sentence_that_stands_for_a_second_before_it_is_told() -> None:
    sitting = Sitting()
    sitting.want(on=True)
    dark, fine = person(light=0.25), person()
    told = []
    for n, picture in enumerate([dark] * 4 + [fine, dark] * 2 + [fine] * 4):
        sitting.see(picture, n * 0.5)
        told.append((sitting.advice, sitting.sure))
    assert told[0] == told[1] == (None, False), "not sure yet"
    assert {one for one, _ in told[2:10]} == {Advice.DARK}, "a glance changes nothing"
    assert told[-1] == (None, True)


def test_looks_are_half_a_second_apart_and_forgotten_with_the_camera(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[float] = []

    def counted(i420: Picture, face: Face | None) -> Look:
        looks.append(1.0)
        return look(i420, face)

    monkeypatch.setattr("appliance.stage.checks.seen.look", counted)
    sitting, picture = Sitting(), person(light=0.25)
    for n in range(90):
        sitting.see(picture, n / 30)
    assert not looks, "nobody asked"
    sitting.want(on=True)
    for n in range(90):
        sitting.see(picture, n / 30)
    assert len(looks) == 6
    assert told_of(sitting) == (Advice.DARK, True)
    sitting.see(None, 3.1)
    assert told_of(sitting) == (None, False)
    sitting.see(picture, 3.2)
    sitting.want(on=False)
    assert told_of(sitting) == (None, False)


@pytest.mark.parametrize("error", [cv2.error("no such layer"), FileNotFoundError("no model")])
def test_a_network_that_cannot_be_used_leaves_the_camera_and_the_light(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    def fail() -> Faces:
        raise error

    monkeypatch.setattr("appliance.stage.checks.seen.Faces", fail)
    for picture, told in ((person(), None), (person(light=0.25), Advice.DARK)):
        sitting = Sitting()
        sitting.want(on=True)
        for n in range(4):
            sitting.see(picture, n * 0.5)
        assert told_of(sitting) == (told, True)
        assert [one.msg for one in caplog.records] == ["faces.unusable"], "once"
        caplog.clear()
