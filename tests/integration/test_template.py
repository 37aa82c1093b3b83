"""The stack as it is written down: what AWS would refuse, and what a reviewer would."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.template import PROJECT, functions, layers_of, resources, state_machine, template

SAM = PROJECT / ".venvs" / "sam" / "bin" / "sam"
ASL_VALIDATOR = PROJECT / "node_modules" / ".bin" / "asl-validator"


def run(*command: object) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "us-east-1"}
    return subprocess.run(
        [str(word) for word in command],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_sam_and_cfn_lint_accept_the_template() -> None:
    if not SAM.exists():
        pytest.skip("the SAM command line is not set up (make setup)")
    done = run(SAM, "validate", "--lint")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_state_machine_is_valid(tmp_path: Path) -> None:
    if not ASL_VALIDATOR.exists():
        pytest.skip("the validator is not set up (make setup)")
    definition = tmp_path / "analysis.asl.json"
    definition.write_text(json.dumps(state_machine()))
    done = run(ASL_VALIDATOR, "--json-path", definition)
    assert done.returncode == 0, done.stdout + done.stderr
    broken = json.loads(definition.read_text())
    broken["States"]["Aggregate"]["Next"] = "Nowhere"
    definition.write_text(json.dumps(broken))
    assert run(ASL_VALIDATOR, "--json-path", definition).returncode != 0


def test_every_placeholder_of_the_state_machine_is_substituted() -> None:
    (machine,) = resources("AWS::Serverless::StateMachine").values()
    text = (PROJECT / "statemachine" / "analysis.asl.json").read_text("utf-8")
    substitutions = set(machine["Properties"]["DefinitionSubstitutions"])
    assert {part.split("}")[0] for part in text.split("${")[1:]} == substitutions


def states(definition: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """All states, those inside the maps included."""
    for name, state in definition["States"].items():
        yield name, state
        if "ItemProcessor" in state:
            yield from states(state["ItemProcessor"])


def test_transient_errors_are_retried_with_jitter_and_all_others_are_caught() -> None:
    tasks = [(name, state) for name, state in states(state_machine()) if state["Type"] == "Task"]
    assert len(tasks) == 8
    for name, state in tasks:
        *throttled, retry = state["Retry"]
        for each in state["Retry"]:
            assert each["JitterStrategy"] == "FULL", name
            assert each["BackoffRate"] > 1, name
            assert each["MaxDelaySeconds"] <= 120, name
        if not name.startswith("Record"):
            assert "TransientError" in retry["ErrorEquals"], name
            assert not {"States.ALL", "States.TaskFailed"} & set(retry["ErrorEquals"]), name
            (patient,) = throttled
            assert patient["ErrorEquals"] == ["Lambda.TooManyRequestsException"], name
            assert patient["MaxAttempts"] > retry["MaxAttempts"], name
        (catch,) = state["Catch"]
        assert catch["ErrorEquals"] == ["States.ALL"], name


def test_every_failure_is_recorded_before_it_ends_the_execution() -> None:
    definition = state_machine()
    for name, state in definition["States"].items():
        if state["Type"] in ("Task", "Map") and name != "RecordFailure":
            # A result is complete without the notes on it.
            caught = "Done" if name == "WriteNotes" else "RecordFailure"
            assert [catch["Next"] for catch in state["Catch"]] == [caught], name
    assert definition["States"]["RecordFailure"]["Next"] == "JobFailed"
    ends = {name for name, state in definition["States"].items() if state["Type"] in ("Succeed", "Fail")}
    assert ends == {"Done", "JobFailed"}


def statements(properties: dict[str, Any]) -> list[dict[str, Any]]:
    return [statement for policy in properties["Policies"] for statement in policy["Statement"]]


@pytest.mark.parametrize("name", sorted(functions()))
def test_a_function_may_do_named_things_to_named_resources(name: str) -> None:
    for statement in statements(functions()[name]):
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        assert not [action for action in actions if "*" in action]
        assert statement["Resource"] != "*"


def test_functions_have_roles_logs_and_layers_of_their_own() -> None:
    assert set(functions()) == {path.name for path in (PROJECT / "functions").iterdir() if path.is_dir()}
    groups = resources("AWS::Logs::LogGroup")
    for name, properties in functions().items():
        assert "Role" not in properties, name
        assert properties["LoggingConfig"]["LogGroup"]["Ref"] == f"{name.title()}LogGroup"
        assert len(layers_of(properties)) <= 5, name
    assert all("RetentionInDays" in group["Properties"] for group in groups.values())


def test_buckets_are_private_encrypted_short_lived_and_tls_only() -> None:
    buckets = resources("AWS::S3::Bucket")
    assert set(buckets) == {"UploadsBucket", "WorkBucket", "ResultsBucket"}
    policies = {p["Properties"]["Bucket"]["Ref"]: p for p in resources("AWS::S3::BucketPolicy").values()}
    for name, bucket in buckets.items():
        properties = bucket["Properties"]
        assert all(properties["PublicAccessBlockConfiguration"].values())
        assert len(properties["PublicAccessBlockConfiguration"]) == 4
        assert "BucketEncryption" in properties
        (rule,) = properties["LifecycleConfiguration"]["Rules"]
        assert rule["Status"] == "Enabled"
        assert "Ref" in rule["ExpirationInDays"]
        # What tokens keep, their reference movements, lies beside the jobs and does not expire.
        assert rule.get("Prefix") == ("jobs/" if name == "ResultsBucket" else None)
        (statement,) = policies[name]["Properties"]["PolicyDocument"]["Statement"]
        assert statement["Effect"] == "Deny"
        assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_asynchronous_functions_have_somewhere_to_go_when_they_fail() -> None:
    for name in ("split", "image", "fetch"):
        configured = functions()[name]["EventInvokeConfig"]
        assert configured["DestinationConfig"]["OnFailure"]["Destination"] == {
            "Fn::GetAtt": "FailFunction.Arn"
        }
    assert functions()["fail"]["DeadLetterQueue"]["Type"] == "SQS"


def test_streams_and_queues_lead_somewhere_when_they_fail() -> None:
    mappings = resources("AWS::Lambda::EventSourceMapping")
    stream = mappings["NotifyFromStream"]["Properties"]
    assert stream["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": "DeadLetterQueue.Arn"}
    assert stream["BisectBatchOnFunctionError"]
    assert 0 < stream["MaximumRecordAgeInSeconds"] <= 86_400  # what a stream keeps
    queue = resources("AWS::SQS::Queue")["WebhookQueue"]["Properties"]
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": "UndeliveredQueue.Arn"}
    assert queue["VisibilityTimeout"] >= 6 * functions()["webhook"]["Timeout"]
    assert mappings["WebhookFromQueue"]["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    parameters = template()["Parameters"]
    assert [parameters[name]["Default"] for name in ("RemoteMediaHosts", "WebhookHosts")] == ["", ""]


def test_nothing_costs_anything_while_nobody_uses_it() -> None:
    paid_by_the_hour = ("AWS::EC2::", "AWS::RDS::", "AWS::ECS::", "AWS::ElastiCache::", "AWS::OpenSearch")
    kinds = {resource["Type"] for resource in template()["Resources"].values()}
    assert not [kind for kind in kinds if kind.startswith(paid_by_the_hour)]
    for table in resources("AWS::DynamoDB::Table").values():
        assert table["Properties"]["BillingMode"] == "PAY_PER_REQUEST"
