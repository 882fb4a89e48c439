"""Record the hash and size of every table in datapackage.json, after a table was changed.

Run by `make data`. It changes nothing else, so a forgotten column still fails the tests.
"""

import hashlib
import json
from pathlib import Path

FOLDER = Path(__file__).parent


def main() -> None:
    """Rewrite `hash` and `bytes` of each resource."""
    file = FOLDER / "datapackage.json"
    package = json.loads(file.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        content = (FOLDER / resource["path"]).read_bytes()
        resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
        resource["bytes"] = len(content)
    file.write_text(json.dumps(package, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
