"""What the tests of search and index share is found beside them."""

import sys
from pathlib import Path

# pytest imports by file (importmode importlib), so the helper modules beside the tests have to be made findable.
sys.path.insert(0, str(Path(__file__).parent))
