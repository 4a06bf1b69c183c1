"""What reading a large price list takes: memory that does not grow with the list, and time against `json.load`.

python -m benchmarks.price_lists          # 40 MB against 20 MB
python -m benchmarks.price_lists 400      # the same with 400 MB: the claim of the documents
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

SMALL_MB = 20
USUAL_MB = 40
MAX_MEMORY_MB = 250
MOST_GROWTH = 1.25
MOST_TIME = 3.0
READ = """
import resource, sys
from lambda_cost.cli.app import main
sys.argv = ["lambda-cost", "prices", "check", sys.argv[1], "--format", "json"]
try:
    main()
except SystemExit:
    pass
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
sys.stderr.write(str(peak / 1024 if sys.platform != "darwin" else peak / 1024**2))
"""
ATTRIBUTES = {
    "servicecode": "AWSLambda",
    "location": "EU (Ireland)",
    "locationType": "AWS Region",
    "group": "AWS-Lambda-Managed-Instances",
    "groupDescription": "Management of the instances of one type, in as many words as AWS uses for such a thing",
    "operation": "",
    "regionCode": "eu-west-1",
    "servicename": "AWS Lambda",
}


def products(count: int) -> Iterator[str]:
    """The products of a list."""
    for number in range(count):
        usage_type = f"EU-Lambda-Managed-Instances-m{number % 9000}.{number % 48}xlarge-Management-Hours"
        product = {"sku": f"{number:016X}", "productFamily": "Serverless", "attributes": ATTRIBUTES | {"usagetype": usage_type}}
        yield f'"{number:016X}": {json.dumps(product)}'


def terms(count: int) -> Iterator[str]:
    """Their prices."""
    for number in range(count):
        sku = f"{number:016X}"
        code = f"{sku}.JRTCKXETXF"
        rate = {"rateCode": f"{code}.6YS6EN2CT7", "description": "USD 0.0129 per hour of managing an instance of one type"}
        rate |= {"beginRange": "0", "endRange": "Inf", "unit": "Hours"}
        term = {"offerTermCode": "JRTCKXETXF", "sku": sku, "effectiveDate": "2026-11-01T00:00:00Z", "termAttributes": {}}
        term |= {"priceDimensions": {f"{code}.6YS6EN2CT7": rate | {"pricePerUnit": {"USD": "0.0129000000"}, "appliesTo": []}}}
        yield f'"{sku}": {json.dumps({code: term})}'


def write(path: Path, megabytes: int) -> None:
    """A list of so many *megabytes* in the file at *path*."""
    count = megabytes * 1_000_000 // 1015
    head = '{"offerCode": "AWSLambda", "version": "20261120120000", "publicationDate": "2026-11-20T12:00:00Z"'
    with path.open("w", encoding="utf-8") as file:
        for before, items in ((f'{head},\n"products": {{', products(count)), ('},\n"terms": {"OnDemand": {', terms(count))):
            file.write(before)
            for number, item in enumerate(items):
                file.write(f",\n{item}" if number else item)
        file.write("}}}\n")


def read(path: Path) -> tuple[float, float]:
    """Seconds and megabytes of a check of the list at *path*, as a whole process."""
    begun = time.perf_counter()
    command = [sys.executable, "-c", READ, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own command
    found = json.loads(done.stdout)
    assert found["unlisted"], "nothing was read"
    return time.perf_counter() - begun, float(done.stderr)


def main() -> None:
    """Measure; exit with 1 if a limit is not held."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else USUAL_MB
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.json"
        write(path, SMALL_MB)
        _, small = read(path)
        begun = time.perf_counter()
        with path.open(encoding="utf-8") as file:
            json.load(file)
        baseline = (time.perf_counter() - begun) / path.stat().st_size
        write(path, megabytes)
        size = path.stat().st_size
        seconds, large = read(path)
    growth, pace = large / small, seconds / size / baseline
    print(f"{'a price list of':<40} {size / 1e6:>10.0f} MB")
    print(f"{'checked in':<40} {seconds:>10.1f} s    {pace:.1f} x json.load (<= {MOST_TIME})")
    print(f"{'memory at its peak':<40} {large:>10.0f} MB   {growth:.2f} x that of {SMALL_MB} MB (<= {MOST_GROWTH})")
    sys.exit(0 if growth <= MOST_GROWTH and large <= MAX_MEMORY_MB and pace <= MOST_TIME else 1)


if __name__ == "__main__":
    main()
