"""Knows PDF, pixels and characters: a document's bytes to what the paper says.

No database, network or clock.
"""

import logging

# pypdf warns of each small fault that it mends, on standard error and without the file's name. What
# it cannot mend it raises.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)
