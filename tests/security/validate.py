"""Says whether files are CycloneDX 1.6 by its own schema; run with the tools' interpreter."""

import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

wrong = 0
for name in sys.argv[1:]:
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(Path(name).read_text())
    print(f"{name}: {'CycloneDX 1.6' if fault is None else fault}")
    wrong += fault is not None
sys.exit(1 if wrong else 0)
