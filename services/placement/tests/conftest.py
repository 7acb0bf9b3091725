"""Fixtures of this service's tests."""

import sys
from pathlib import Path

# pytest imports by file (importmode importlib), so the helper module beside the tests has to be made findable.
sys.path.insert(0, str(Path(__file__).parent))
