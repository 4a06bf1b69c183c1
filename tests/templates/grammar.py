"""Services made from a grammar, and written in each template language: what is chosen costs money, what is fixed does not."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

KINDS = ("plain", "provisioned", "snap_start", "tenants", "durable", "image")
MODES = (None, "RESPONSE_STREAM")


@dataclass(frozen=True)
class Work:
    """One function of a service; every choice but the plain ones costs money."""

    kind: str = "plain"
    memory: int | None = None
    timeout: int | None = None
    arm: bool = False
    storage: int | None = None
    concurrency: int = 0
    days: int = 14
    url: str | None = None
    rate: int | None = None
    pollers: int | None = None
    group: str | None = None
    rest: bool = False
    streams: bool = False
    http: bool = False


@dataclass(frozen=True)
class Service:
    """Functions by name."""

    works: dict[str, Work] = field(default_factory=dict[str, Work])


def _work() -> st.SearchStrategy[Work]:
    few = st.none() | st.integers(1, 3)
    return st.builds(
        Work,
        kind=st.sampled_from(KINDS),
        memory=st.none() | st.sampled_from([256, 512, 2048]),
        timeout=st.none() | st.sampled_from([5, 60]),
        arm=st.booleans(),
        storage=st.none() | st.sampled_from([1024, 10240]),
        concurrency=st.integers(1, 20),
        days=st.integers(1, 13),
        url=st.sampled_from(MODES),
        rate=few,
        pollers=st.none() | st.integers(3, 9),
        group=st.none() | st.sampled_from(["shop", "stock"]),
        rest=st.booleans(),
        streams=st.booleans(),
        http=st.booleans(),
    )


SERVICES = st.builds(Service, st.dictionaries(st.sampled_from(["first", "second", "third"]), _work(), min_size=1, max_size=3))
USAGE: dict[str, Any] = {
    "default": {
        "requests": "3M",
        "duration_ms": 120,
        "units": 3,
        "provisioned_concurrency": {"requests": 100},
        "snap_start": {"restores": 100},
        "tenant_isolation": {"environments": 50},
        "durable": {"operations": 5, "written_kb": 2, "resumes": 1, "resume_ms": 10},
        "response_streaming": {"mb": 8},
        "streaming": {"response_mb": 25},
    }
}
QUEUE = "arn:aws:sqs:us-east-1:123456789012:jobs"
CLUSTER = "arn:aws:kafka:us-east-1:123456789012:cluster/events/0a1b"
RUNTIME = {"snap_start": "python3.13"}


def _properties(work: Work) -> dict[str, Any]:
    """What a function of SAM and of CloudFormation says alike."""
    image = {"PackageType": "Image", "SnapStart": {"ApplyOn": "PublishedVersions"}}
    kinds: dict[str, dict[str, Any]] = {
        "plain": {},
        "provisioned": {},
        "snap_start": {"SnapStart": {"ApplyOn": "PublishedVersions"}},
        "tenants": {"TenancyConfig": {"TenantIsolationMode": "PER_TENANT"}},
        "durable": {"DurableConfig": {"ExecutionTimeout": 60, "RetentionPeriodInDays": work.days}},
        "image": image,
    }
    runtime = {} if work.kind == "image" else {"Runtime": RUNTIME.get(work.kind, "nodejs22.x"), "Handler": "a.b"}
    return {
        **runtime,
        **({"MemorySize": work.memory} if work.memory else {}),
        **({"Timeout": work.timeout} if work.timeout else {}),
        **({"Architectures": ["arm64"]} if work.arm else {}),
        **({"EphemeralStorage": {"Size": work.storage}} if work.storage else {}),
        **kinds[work.kind],
    }


def _poller_config(work: Work) -> dict[str, Any]:
    """The pollers of a mapping: as many at most as at least, so that those of SQS are known."""
    group = {"PollerGroupName": work.group} if work.group else {}
    return {"MinimumPollers": work.pollers, "MaximumPollers": work.pollers, **group}


def sam(service: Service) -> dict[str, Any]:
    """*service* as a template of AWS SAM."""
    return {
        "Transform": "AWS::Serverless-2016-10-31",
        "Resources": {
            name: {"Type": "AWS::Serverless::Function", "Properties": _sam(work)} for name, work in service.works.items()
        },
    }


def _sam(work: Work) -> dict[str, Any]:
    events: dict[str, Any] = {}
    if work.rate:
        events["Tick"] = {"Type": "Schedule", "Properties": {"Schedule": f"rate({work.rate} hours)"}}
    if work.pollers and work.group:
        config = {"Stream": CLUSTER, "Topics": ["t"], "ProvisionedPollerConfig": _poller_config(work)}
        events["Topic"] = {"Type": "MSK", "Properties": config}
    elif work.pollers:
        events["Queue"] = {"Type": "SQS", "Properties": {"Queue": QUEUE, "ProvisionedPollerConfig": _poller_config(work)}}
    if work.rest:
        mode = {"ResponseTransferMode": "RESPONSE_STREAM"} if work.streams and not work.url else {}
        events["Call"] = {"Type": "Api", "Properties": {"Path": "/a", "Method": "get", **mode}}
    if work.http:
        events["Ask"] = {"Type": "HttpApi", "Properties": {"Path": "/b", "Method": "get"}}
    properties = _properties(work)
    if work.kind in {"provisioned", "snap_start", "image"}:
        properties["AutoPublishAlias"] = "live"
    if work.kind == "provisioned":
        properties["ProvisionedConcurrencyConfig"] = {"ProvisionedConcurrentExecutions": work.concurrency}
    if work.url:
        properties["FunctionUrlConfig"] = {"AuthType": "NONE", "InvokeMode": work.url}
    return properties | ({"Events": events} if events else {})


def cloudformation(service: Service) -> dict[str, Any]:
    """*service* as a template of CloudFormation, as the CDK writes one too."""
    resources: dict[str, Any] = {}
    if any(work.rest for work in service.works.values()):
        resources["Rest"] = {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "rest"}}
    if any(work.http for work in service.works.values()):
        resources["Http"] = {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Name": "http", "ProtocolType": "HTTP"}}
    for name, work in service.works.items():
        resources |= _resources(name, work)
    return {"Resources": resources}


def _resources(name: str, work: Work) -> dict[str, Any]:
    arn, ref = {"Fn::GetAtt": [name, "Arn"]}, {"Ref": name}
    found: dict[str, Any] = {name: {"Type": "AWS::Lambda::Function", "Properties": _properties(work)}}

    def add(suffix: str, kind: str, **properties: Any) -> None:
        found[f"{name}{suffix}"] = {"Type": kind, "Properties": properties}

    if work.kind in {"snap_start", "image"}:
        add("Version", "AWS::Lambda::Version", FunctionName=ref)
    if work.kind == "provisioned":
        config = {"ProvisionedConcurrentExecutions": work.concurrency}
        add("Live", "AWS::Lambda::Alias", FunctionName=ref, Name="live", ProvisionedConcurrencyConfig=config)
    if work.url:
        add("Url", "AWS::Lambda::Url", TargetFunctionArn=ref, InvokeMode=work.url)
    if work.rate:
        add("Tick", "AWS::Events::Rule", ScheduleExpression=f"rate({work.rate} hours)", Targets=[{"Id": "t", "Arn": arn}])
    if work.pollers:
        source = {"EventSourceArn": CLUSTER, "Topics": ["t"]} if work.group else {"EventSourceArn": QUEUE}
        add("Map", "AWS::Lambda::EventSourceMapping", FunctionName=ref, ProvisionedPollerConfig=_poller_config(work), **source)
    if work.rest:
        mode = {"ResponseTransferMode": "STREAM"} if work.streams and not work.url else {}
        add("Call", "AWS::ApiGateway::Method", RestApiId={"Ref": "Rest"}, HttpMethod="GET", Integration={"Uri": arn, **mode})
    if work.http:
        add("Ask", "AWS::ApiGatewayV2::Integration", ApiId={"Ref": "Http"}, IntegrationUri=arn)
    return found


def cdk(service: Service) -> dict[str, Any]:
    """*service* as two stacks of the CDK by name: the functions, and the APIs that import them."""
    resources = cloudformation(service)["Resources"]
    front = {name: one for name, one in resources.items() if one["Type"].startswith("AWS::ApiGateway")}
    outputs = {}
    for name in service.works:
        arn = {"Fn::GetAtt": [name, "Arn"]}
        outputs[f"Export{name}"] = {"Value": arn, "Export": {"Name": f"Work:{name}"}}
        for resource in front.values():
            for properties in (resource["Properties"], resource["Properties"].get("Integration", {})):
                properties.update(
                    {key: {"Fn::ImportValue": f"Work:{name}"} for key, value in properties.items() if value == arn}
                )
    work = {name: one for name, one in resources.items() if name not in front}
    return {"Work": {"Resources": work, "Outputs": outputs}, "Front": {"Resources": front}}


def serverless(service: Service) -> dict[str, Any]:
    """*service* as a serverless.yml, whose own defaults are those of Lambda here."""
    return {
        "service": "made",
        "provider": {"name": "aws", "region": "us-east-1", "memorySize": 128, "timeout": 3},
        "functions": {name: _function(work) for name, work in service.works.items()},
    }


def _function(work: Work) -> dict[str, Any]:
    events: list[dict[str, Any]] = []
    pollers = {"min": work.pollers, "max": work.pollers, **({"group": work.group} if work.group else {})}
    if work.rate:
        events.append({"schedule": f"rate({work.rate} hours)"})
    if work.pollers and work.group:
        events.append({"msk": {"arn": CLUSTER, "topic": "t", "provisionedPollers": pollers}})
    elif work.pollers:
        events.append({"sqs": {"arn": QUEUE, "provisionedPollers": pollers}})
    if work.rest:
        mode = {"response": {"transferMode": "STREAM"}} if work.streams and not work.url else {}
        events.append({"http": {"path": "a", "method": "get", **mode}})
    if work.http:
        events.append({"httpApi": {"path": "/b", "method": "get"}})
    kinds: dict[str, dict[str, Any]] = {
        "plain": {},
        "provisioned": {"provisionedConcurrency": work.concurrency},
        "snap_start": {"snapStart": True},
        "tenants": {"tenancy": {"mode": "per_tenant"}},
        "durable": {"durableConfig": {"executionTimeout": 60, "retentionPeriodInDays": work.days}},
        "image": {"snapStart": True, "image": "base"},
    }
    return {
        "runtime": RUNTIME.get(work.kind, "nodejs22.x"),
        **({"memorySize": work.memory} if work.memory else {}),
        **({"timeout": work.timeout} if work.timeout else {}),
        **({"architecture": "arm64"} if work.arm else {}),
        **({"ephemeralStorageSize": work.storage} if work.storage else {}),
        **({"url": {"invokeMode": work.url}} if work.url else {}),
        **kinds[work.kind],
        **({"events": events} if events else {}),
    }


def number_of(value: Any) -> Any:
    """*value* with its whole numbers as a document has them."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, dict):
        return {key: number_of(one) for key, one in value.items()}
    return [number_of(one) for one in value] if isinstance(value, list) else value
