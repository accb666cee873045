"""The doors of the clinic's office: statistics, accounts, the audit log."""

from fastapi import APIRouter

from central.staff import accounts, audit_log, statistics

router = APIRouter()
for part in (statistics, accounts, audit_log):
    router.include_router(part.router)
