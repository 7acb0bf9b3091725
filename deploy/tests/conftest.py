"""Makes the helper modules beside the tests findable: pytest imports by file (importmode importlib)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
