"""What a pupil needs before the first day at a company."""

from enum import StrEnum


class Requirement(StrEnum):
    """
    A condition that has to be met first.

    ``HEALTH_INSTRUCTION`` is the health office's instruction for work with food or in care. Source: IfSG § 43.
    """

    SAFETY_SHOES = "safety_shoes"
    WORK_CLOTHES = "work_clothes"
    HEALTH_INSTRUCTION = "health_instruction"
    VACCINATION_PROOF = "vaccination_proof"
    CONFIDENTIALITY = "confidentiality"
    HAIR_TIED = "hair_tied"
