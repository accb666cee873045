"""Why a visit is cancelled, by FHIR's own codes (R23)."""

REASONS = ("pat", "prov", "maint", "oth-err", "other")
"""The patient, the clinic, equipment, booked by mistake, anything else."""
