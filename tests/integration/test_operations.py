"""What an operator relies on: logs, throttling, versions, alarms, the dashboard, deploying."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.support.template import PROJECT, functions, resources, template

STEPS = ("pose", "aggregate", "render", "publish")


def test_the_log_level_is_one_that_the_json_format_obeys() -> None:
    logging = template()["Globals"]["Function"]["LoggingConfig"]
    assert logging == {"LogFormat": "JSON", "ApplicationLogLevel": {"Ref": "LogLevel"}}
    assert template()["Parameters"]["LogLevel"]["AllowedValues"] == ["DEBUG", "INFO", "WARN", "ERROR"]
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    assert "POWERTOOLS_LOG_LEVEL" not in variables  # Lambda's own would win


def test_the_access_log_is_json_with_and_without_an_error() -> None:
    (stage,) = resources("AWS::ApiGatewayV2::Stage").values()
    line = stage["Properties"]["AccessLogSettings"]["Format"]
    # As API Gateway documents them: the one with "String" comes in quotation marks.
    values = {"error.message": "Internal Server Error", "error.messageString": '"Internal Server Error"'}
    for known in (values, {}):
        filled = re.sub(r"\$context\.([A-Za-z]+(?:\.[A-Za-z]+)?)", lambda m: known.get(m[1], "-"), line)  # noqa: B023
        assert json.loads(filled)["error"] == known.get("error.message", "-")


def test_the_api_is_throttled_and_pose_can_be_bounded() -> None:
    (stage,) = resources("AWS::ApiGatewayV2::Stage").values()
    settings = stage["Properties"]["DefaultRouteSettings"]
    assert settings == {
        "ThrottlingRateLimit": {"Ref": "ApiRate"},
        "ThrottlingBurstLimit": {"Ref": "ApiBurst"},
    }
    reserved = functions()["pose"]["ReservedConcurrentExecutions"]["Fn::If"]
    assert reserved == ["ReservesPose", {"Ref": "PoseConcurrency"}, {"Ref": "AWS::NoValue"}]
    assert template()["Parameters"]["PoseConcurrency"]["Default"] == 0  # a new account cannot reserve any


@pytest.mark.parametrize("step", STEPS)
def test_an_execution_ends_with_the_versions_that_it_began_with(step: str) -> None:
    (machine,) = resources("AWS::Serverless::StateMachine").values()
    name = f"{step.title()}Function"
    assert machine["Properties"]["DefinitionSubstitutions"][f"{name}Arn"] == {"Ref": f"{name}.Version"}
    # Layers and parameters are no part of what SAM compares: without it their changes would publish nothing.
    assert functions()[step]["AutoPublishCodeSha256"] == {"Ref": "Release"}
    invocable = [
        statement["Resource"]
        for policy in machine["Properties"]["Policies"]
        for statement in policy["Statement"]
        if statement["Action"] == "lambda:InvokeFunction"
    ]
    assert {"Fn::Sub": f"${{{name}.Arn}}:*"} in invocable[0]


def test_every_published_function_takes_part_in_a_release() -> None:
    published = {name for name, properties in functions().items() if "AutoPublishAlias" in properties}
    assert published == {*STEPS, "api", "image"}
    assert all(functions()[name]["AutoPublishCodeSha256"] == {"Ref": "Release"} for name in published)
    assert "Default" not in template()["Parameters"]["Release"]  # who forgets it is told so


def test_snap_start_is_offered_where_lambda_allows_it_and_costs_nothing_until_asked_for() -> None:
    offered = {name for name, properties in functions().items() if "SnapStart" in properties}
    assert offered == {"api", "image"}
    assert all("EphemeralStorage" not in functions()[name] for name in offered)  # at most 512 MB
    assert template()["Parameters"]["SnapStart"]["Default"] == "None"


def test_no_partition_is_spelt_out() -> None:
    for path in ("template.yaml", "statemachine/analysis.asl.json"):
        assert "arn:aws:" not in (PROJECT / path).read_text("utf-8"), path


def dashboard() -> list[dict[str, Any]]:
    """The properties of the dashboard's widgets, references replaced by their names."""
    (found,) = resources("AWS::CloudWatch::Dashboard").values()
    body, values = found["Properties"]["DashboardBody"]["Fn::Sub"]
    assert values["Price"]["Fn::If"] == ["IsArm", "0.0000133334", "0.0000166667"]
    filled = re.sub(r"\$\{([\w:.]+)\}", r"\1", body)
    return [widget["properties"] for widget in json.loads(filled)["widgets"]]


def alarms() -> dict[str, dict[str, Any]]:
    return {name: alarm["Properties"] for name, alarm in resources("AWS::CloudWatch::Alarm").items()}


def test_a_damaged_file_sets_off_no_alarm() -> None:
    watched = {alarm.get("MetricName") for alarm in alarms().values()}
    assert "ExecutionsFailed" not in watched  # executions fail for the user's reasons, too
    assert "JobsFailedInternally" in watched
    watched_functions = {
        dimension["Value"]["Ref"]
        for alarm in alarms().values()
        for dimension in alarm["Dimensions"]
        if alarm["MetricName"] == "Errors"
    }
    assert watched_functions == {"WebhookFunction"}  # what the others cannot do becomes a failed job


def test_metrics_of_two_stacks_in_one_account_are_told_apart() -> None:
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    assert variables["POWERTOOLS_SERVICE_NAME"] == {"Ref": "AWS::StackName"}
    assert alarms()["JobsFailedInternallyAlarm"]["Dimensions"] == [
        {"Name": "service", "Value": {"Ref": "AWS::StackName"}}
    ]


@pytest.mark.parametrize("name", sorted(alarms()))
def test_every_alarm_says_what_to_do_and_stands_in_the_docs(name: str) -> None:
    line = alarms()[name]["AlarmDescription"]
    assert re.search(r"\b(Run|Look|Lower|Read|Ask)\b", line), line
    assert len(line) <= 1024
    assert f"`{name.removesuffix('Alarm')}`" in (PROJECT / "docs" / "operations.md").read_text("utf-8")


def test_the_dashboard_shows_jobs_frames_dollars_durations_queues_and_throttles() -> None:
    text = json.dumps(dashboard())
    for word in ("JobsCompletedAnnounced", "JobsFailedAnnounced", "JobsFailedInternally", "FramesAnalysed"):
        assert word in text
    for word in ("PERIOD(analysed)", "Duration", "ApproximateNumberOfMessagesVisible", "Throttles"):
        assert word in text
    assert all(widget["region"] == "AWS::Region" for widget in dashboard())


def test_every_name_on_the_dashboard_is_one_of_the_template_s() -> None:
    (found,) = resources("AWS::CloudWatch::Dashboard").values()
    names = set(re.findall(r"\$\{(\w+)", found["Properties"]["DashboardBody"]["Fn::Sub"][0]))
    assert names - {"AWS", "Price"} <= template()["Resources"].keys() | template()["Parameters"].keys()


def test_the_dollar_estimate_multiplies_every_stage_s_seconds_with_its_memory() -> None:
    (dollars,) = [widget for widget in dashboard() if "dollars" in widget["title"]]
    expression = dollars["metrics"][-1][0]["expression"]
    stages = {metric[-1]["id"] for metric in dollars["metrics"][:-1]}
    assert stages == {"split", "pose", "aggregate", "render", "publish", "image"}
    values = dict.fromkeys(stages, 1000.0) | {f"{stage.title()}Memory": 1024 for stage in stages}
    # Six stages of one second with one gigabyte each.
    assert eval(expression, {"__builtins__": {}}, values | {"Price": 2.0}) == pytest.approx(12.0)


DEPLOYED = (
    "deploy --config-env {env} --stack-name {stack} --template-file template.yaml --parameter-overrides"
    "{answers} Architecture=arm64 Runtime=python3.13 Release="
)


@pytest.mark.parametrize(("env", "stack"), [("prod", "formtrace"), ("dev", "formtrace-dev")])
@pytest.mark.parametrize("answered", [False, True])
def test_make_deploy_asks_nothing_and_writes_into_no_tracked_file(
    env: str, stack: str, answered: bool, tmp_path: Path
) -> None:
    layers = tmp_path / "build" / "layers"
    layers.mkdir(parents=True)
    (layers / ".core.stamp").write_text("1")
    for name in ("Makefile", "template.yaml", "functions", "statemachine"):
        (tmp_path / name).symlink_to(PROJECT / name)
    if answered:
        (tmp_path / f"parameters.{env}.yaml").write_text("AlarmEmail: me@example.org\n")
    make = ["make", "--silent", "deploy", f"ENV={env}", "ARCH=arm64", "SAM=echo", "-o", "build"]
    done = subprocess.run(make, cwd=tmp_path, capture_output=True, text=True, check=True)
    answers = f" file://parameters.{env}.yaml" if answered else ""
    called, _, release = done.stdout.strip().rpartition("=")
    assert f"{called}=" == DEPLOYED.format(env=env, stack=stack, answers=answers)
    assert re.fullmatch(template()["Parameters"]["Release"]["AllowedPattern"], release)
    (layers / ".core.stamp").write_text("2")
    again = subprocess.run(make, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert again.stdout.strip().rpartition("=")[2] != release  # other layers are another release


def test_production_is_changed_only_after_a_look_at_the_change_set() -> None:
    settings = tomllib.loads((PROJECT / "samconfig.toml").read_text("utf-8"))
    assert settings["prod"]["deploy"]["parameters"]["confirm_changeset"] is True
    ignored = subprocess.run(
        ["git", "check-ignore", "parameters.prod.yaml"], cwd=PROJECT, capture_output=True, check=False
    )
    assert ignored.returncode == 0


def test_the_template_stays_readable() -> None:
    assert len((PROJECT / "template.yaml").read_text("utf-8").splitlines()) < 750
