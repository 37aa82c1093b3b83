"""What a first deployment meets in a new AWS account, read from the template."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from formtrace.clip.limits import Limits
from tests.support.template import PROJECT, functions, resources, template

NEW_ACCOUNT_MEMORY_MIB = 3008
"""Until a new account's quota is raised, Lambda refuses functions with more."""
LONGEST_STACK_NAME = "a" * 27
LONGEST_REGION = "ap-northeast-1"


def parameter_default(value: Any) -> Any:
    """A property's value, or the default of the parameter that it refers to."""
    return template()["Parameters"][value["Ref"]]["Default"] if isinstance(value, dict) else value


@pytest.mark.parametrize("name", sorted(functions()))
def test_no_function_asks_for_more_memory_than_a_new_account_has(name: str) -> None:
    assert parameter_default(functions()[name]["MemorySize"]) <= NEW_ACCOUNT_MEMORY_MIB


UPLOAD_MIB = template()["Parameters"]["MaxUploadMiB"]["MaxValue"]
CHUNK_MIB = Limits().max_chunk_bytes // 2**20
NOT_SET_MIB = 512
"""What a function without EphemeralStorage has."""


@pytest.mark.parametrize(
    ("name", "worst_mib"),
    [
        # The packets of a chunk and the tracks of its frames.
        ("pose", CHUNK_MIB + 512),
        # The packets and the drawn part, which is encoded at no more than the source's size and a half.
        ("render", CHUNK_MIB + 3 * CHUNK_MIB // 2),
        # The largest upload, and all its packets again.
        ("split", 2 * UPLOAD_MIB),
        # The source for its sound, all parts, and what of one part is in the video and not yet deleted.
        ("publish", UPLOAD_MIB + 3 * UPLOAD_MIB // 2 + 3 * CHUNK_MIB // 2),
        ("image", 64),
        # The tracks of four hours, then what is written of them: 0.3, 0.3, 0.1 and 0.3 GB.
        ("aggregate", 1024),
    ],
)
def test_the_worst_chunk_or_upload_fits_into_tmp(name: str, worst_mib: int) -> None:
    storage = functions()[name].get("EphemeralStorage", {"Size": NOT_SET_MIB})["Size"]
    assert worst_mib <= storage <= 10_240


def test_one_job_leaves_a_new_account_room_for_the_api() -> None:
    assert template()["Parameters"]["MaxConcurrency"]["Default"] <= 8  # of 10


def test_nothing_that_a_failed_create_leaves_behind_blocks_the_next_one() -> None:
    for name, resource in template()["Resources"].items():
        assert resource.get("DeletionPolicy") != "Retain", f"{name}: RetainExceptOnCreate"


def test_only_runtimes_with_a_glibc_that_today_s_wheels_can_use() -> None:
    runtime = template()["Parameters"]["Runtime"]
    assert runtime["AllowedValues"] == ["python3.12", "python3.13", "python3.14"]
    assert runtime["Default"] == "python3.13"


def cors_rules(bucket: str) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = resources("AWS::S3::Bucket")[bucket]["Properties"]["CorsConfiguration"][
        "CorsRules"
    ]
    return rules


@pytest.mark.parametrize("bucket", ["UploadsBucket", "ResultsBucket"])
def test_the_stack_s_own_page_may_use_the_buckets_whatever_else_may(bucket: str) -> None:
    others, page = cors_rules(bucket)
    assert others["AllowedOrigins"] == {"Ref": "CorsOrigins"}
    api, public = page["AllowedOrigins"]
    assert api == {"Fn::GetAtt": "HttpApi.ApiEndpoint"}
    assert public["Fn::If"][:2] == ["HasPublicUrl", {"Ref": "PublicUrl"}]
    assert others["AllowedMethods"] == page["AllowedMethods"]
    assert others["ExposedHeaders"] == page["ExposedHeaders"]


@pytest.mark.parametrize(
    ("url", "accepted"),
    [
        ("", True),
        ("https://motion.example.com", True),
        ("https://motion.example.com/", False),
        ("http://motion.example.com", False),
        ("https://Motion.example.com", False),
    ],
)
def test_the_public_url_is_an_origin(url: str, accepted: bool) -> None:
    pattern = template()["Parameters"]["PublicUrl"]["AllowedPattern"]
    assert bool(re.fullmatch(pattern, url)) is accepted


def fixed_names(value: Any) -> Iterator[str]:
    """Every name below a property that a deployment gives itself."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key.endswith("Name") and isinstance(inner, dict) and "Fn::Sub" in inner:
                yield inner["Fn::Sub"]
            else:
                yield from fixed_names(inner)


def named(pattern: str) -> str:
    """A fixed name with the longest stack, account and region."""
    values = {"AWS::StackName": LONGEST_STACK_NAME, "AWS::AccountId": "1" * 12, "AWS::Region": LONGEST_REGION}
    return re.sub(r"\$\{([^}]+)\}", lambda match: values[match[1]], pattern)


def test_fixed_names_are_valid_for_the_longest_stack_name_that_is_let_in() -> None:
    limits = {"AWS::S3::Bucket": 63, "AWS::Serverless::Function": 64, "AWS::Serverless::StateMachine": 80}
    for kind, limit in limits.items():
        for name, resource in resources(kind).items():
            for pattern in fixed_names(resource["Properties"]):
                assert len(named(pattern)) <= limit, name


def test_cloudformation_names_the_functions_log_groups() -> None:
    """Lambda makes a group of the usual name anew for a late function; the next create fails on it."""
    for name, group in resources("AWS::Logs::LogGroup").items():
        fixed = group["Properties"].get("LogGroupName", {"Fn::Sub": "/aws/vendedlogs/"})
        assert fixed["Fn::Sub"].startswith("/aws/vendedlogs/"), name


@pytest.mark.parametrize(
    ("stack", "accepted"),
    [
        ("formtrace", True),
        (LONGEST_STACK_NAME, True),
        (LONGEST_STACK_NAME + "a", False),
        ("Formtrace", False),
        ("form_trace", False),
        ("1formtrace", False),
        ("formtrace-", False),
    ],
)
def test_make_deploy_refuses_stack_names_that_cannot_be_bucket_names(stack: str, accepted: bool) -> None:
    done = subprocess.run(
        ["make", "check-stack-name", f"STACK={stack}"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) is accepted, done.stderr
    if not accepted:
        assert "lower-case letters" in done.stderr
