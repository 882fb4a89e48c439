"""World tables as USGS publishes them: read one, hold it against the course's, write it down.

`read` tells the layout of a file by itself, `compare` says what it would change, `write` changes
it, whole or not at all.
"""

from reelab.usgs.journal import check_folder, interrupted, recover, write
from reelab.usgs.layout import Printed, read
from reelab.usgs.plan import Plan, compare

__all__ = ["Plan", "Printed", "check_folder", "compare", "interrupted", "read", "recover",
           "write"]  # fmt: skip
