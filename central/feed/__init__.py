"""The units' doors: tokens, and the booking feed in FHIR R4."""
