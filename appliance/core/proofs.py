"""What is known of each part, from a test or from its use."""

from dataclasses import replace

from appliance.core.day import Day, Proof, proof_of
from appliance.core.words import Proven

USED_EACH_S = 60.0
"""What is used all the time is proven anew so often."""


def well(day: Day, parts: tuple[Proven, ...], now: float) -> Day:
    """``parts`` were seen to work, whatever a test has found."""
    for part in parts:
        proof = proof_of(day, part)
        if proof is None or proof.fault is not None or now >= proof.at + USED_EACH_S:
            day = with_proof(day, part, Proof(now, numbers=proof.numbers if proof else ()))
    return day


def with_proof(day: Day, part: Proven, proof: Proof) -> Day:
    """``day`` with this as all that is known of ``part``."""
    others = tuple(pair for pair in day.proofs if pair[0] is not part)
    return replace(day, proofs=tuple(sorted((*others, (part, proof)))))
