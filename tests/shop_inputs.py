"""What tests of the front door share."""

import subprocess
import sys
from pathlib import Path

SHOP = "free_tier: none\nfunctions: {f: {requests: 1M, duration_ms: 500, memory_mb: 512}}\n"


TEMPLATE = """\
Resources:
  Fn: {Type: AWS::Lambda::Function, Properties: {MemorySize: !Ref Size, Timeout: 3}}
Parameters:
  Size: {Type: Number, Default: 512}
"""


USAGE = "default: {requests: 1M, duration_ms: 500}\n"


PROGRAM = f"{sys.executable} -m lambda_cost"


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", line], cwd=folder, capture_output=True, text=True, check=False, timeout=60)
