from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.errors import CallbackUrlError, RefusedUrlError, RemoteMediaError
from formtrace.outbound import HostList, check_url
from formtrace.outbound.address import is_public
from formtrace.workflow.remote import check_callback_url, check_remote_media

ANY = HostList.parse("*")


def reason(url: str, hosts: HostList = ANY) -> str:
    with pytest.raises(RefusedUrlError) as caught:
        check_url(url, hosts)
    assert caught.value.message.endswith(".")
    return caught.value.reason


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://example.com", "https://example.com/"),
        ("HTTPS://Example.COM.:443/a%20b?x=1&y=%2F#top", "https://example.com/a%20b?x=1&y=%2F"),
        ("  https://example.com/v.mp4 ", "https://example.com/v.mp4"),
        ("https://example.com?x", "https://example.com/?x"),
        ("https://example.com/é/東京.mp4", "https://example.com/%C3%A9/%E6%9D%B1%E4%BA%AC.mp4"),
        ("https://example.com/a@b:c", "https://example.com/a@b:c"),
        ("https://xn--mnchen-3ya.example/", "https://xn--mnchen-3ya.example/"),
        ("https://8.8.8.8/v.mp4", "https://8.8.8.8/v.mp4"),
        ("https://[2606:4700:4700:0::1111]/v.mp4", "https://[2606:4700:4700::1111]/v.mp4"),
        ("https://[64:ff9b::8.8.8.8]/", "https://[64:ff9b::808:808]/"),
    ],
)
def test_a_good_url_has_one_spelling(url: str, sent: str) -> None:
    target = check_url(url, ANY)
    assert target.url == sent
    assert check_url(sent, ANY) == target


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://example.com/", "not_https"),
        ("ftp://example.com/", "not_https"),
        ("file:///etc/passwd", "not_https"),
        ("//example.com/", "not_https"),
        ("example.com/v.mp4", "not_https"),
        ("https:/example.com/", "not_https"),
        ("", "not_https"),
        ("https://user@example.com/", "userinfo"),
        ("https://user:pass@example.com/", "userinfo"),
        ("https://example.com@127.0.0.1/", "userinfo"),
        ("https://127.0.0.1#@example.com/", "private_address"),
        ("https://127.0.0.1?@example.com/", "private_address"),
        ("https://example.com\\@127.0.0.1/", "invalid_url"),
        ("https://example.com:8443/", "port"),
        ("https://example.com:22/", "port"),
        ("https://example.com:443443/", "port"),
        ("https://example.com:4٤3/", "invalid_url"),
        ("https://", "invalid_url"),
        ("https:///v.mp4", "invalid_url"),
        ("https://?x", "invalid_url"),
        ("https://exa mple.com/", "invalid_url"),
        ("https://example.com/a b", "invalid_url"),
        ("https://example.com/\r\nHost: x", "invalid_url"),
        ("https://exam\tple.com/", "invalid_url"),
        ("https://example.com/\ud800", "invalid_url"),
        ("https://example.com/" + "a" * 2048, "invalid_url"),
        ("https://example。com/", "invalid_url"),
        ("https://ｅxample.com/", "invalid_url"),
        ("https://１２７.0.0.1/", "invalid_url"),
        ("https://127。0。0。1/", "invalid_url"),
        ("https://%31%32%37.0.0.1/", "invalid_url"),
        ("https://-a-.example.com/", "invalid_url"),
        ("https://a..example.com/", "invalid_url"),
        ("https://" + "a" * 64 + ".com/", "invalid_url"),
        ("https://" + ".".join(["abcdefgh"] * 30) + "/", "invalid_url"),
        ("https://127.1/", "invalid_url"),
        ("https://2130706433/", "invalid_url"),
        ("https://0x7f000001/", "invalid_url"),
        ("https://0x7f.0.0.1/", "invalid_url"),
        ("https://0177.0.0.1/", "invalid_url"),
        ("https://017700000001/", "invalid_url"),
        ("https://169.254.43518/", "invalid_url"),
        ("https://127.0.0.1/", "private_address"),
        ("https://127.0.0.1./", "private_address"),
        ("https://0.0.0.0/", "private_address"),
        ("https://10.1.2.3/", "private_address"),
        ("https://172.16.0.1/", "private_address"),
        ("https://192.168.1.1/", "private_address"),
        ("https://169.254.169.254/latest/meta-data/", "private_address"),
        ("https://100.100.100.200/", "private_address"),
        ("https://224.0.0.1/", "private_address"),
        ("https://255.255.255.255/", "private_address"),
        ("https://192.0.2.1/", "private_address"),
        ("https://192.88.99.1/", "private_address"),
        ("https://[::]/", "private_address"),
        ("https://[::1]/", "private_address"),
        ("https://[0:0:0:0:0:0:0:1]:443/", "private_address"),
        ("https://[::127.0.0.1]/", "private_address"),
        ("https://[::ffff:127.0.0.1]/", "private_address"),
        ("https://[::ffff:a9fe:a9fe]/", "private_address"),
        ("https://[64:ff9b::169.254.169.254]/", "private_address"),
        ("https://[64:ff9b:1::1]/", "private_address"),
        ("https://[2002:7f00:1::]/", "private_address"),
        ("https://[2002:808:808::]/", "private_address"),
        ("https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", "private_address"),
        ("https://[2001:db8::1]/", "private_address"),
        ("https://[fd00:ec2::254]/", "private_address"),
        ("https://[fe80::1]/", "private_address"),
        ("https://[fe80::1%25eth0]/", "invalid_url"),
        ("https://[ff02::1]/", "private_address"),
        ("https://[::1/", "invalid_url"),
        ("https://localhost/", "private_address"),
        ("https://LOCALHOST./", "private_address"),
        ("https://metadata/", "private_address"),
        ("https://a.localhost/", "private_address"),
        ("https://printer.local/", "private_address"),
        ("https://metadata.google.internal/", "private_address"),
        ("https://ip-10-0-0-1.eu-west-1.compute.internal/", "private_address"),
    ],
)
def test_tricks_are_refused_without_a_network(url: str, expected: str) -> None:
    assert reason(url) == expected


PRIVATE = [IPv4Address("127.0.0.1"), IPv4Address("169.254.169.254"), IPv4Address("10.0.0.8")]
PARTS = {"decimal": "{}", "octal": "0{:o}", "hex": "0x{:x}"}


@given(
    st.sampled_from(PRIVATE),
    st.lists(st.sampled_from(sorted(PARTS)), min_size=4, max_size=4),
    st.integers(1, 4),
    st.sampled_from(["", ".", ":443"]),
)
def test_no_spelling_of_a_private_ipv4_address_passes(
    address: IPv4Address, spellings: list[str], parts: int, after: str
) -> None:
    """As old ``inet_aton`` reads them: up to four parts, each in any base, the last one takes the rest."""
    octets = list(address.packed)
    numbers = [*octets[: parts - 1], int.from_bytes(octets[parts - 1 :], "big")]
    host = ".".join(PARTS[how].format(number) for how, number in zip(spellings, numbers, strict=False))
    assert socket.inet_aton(host) == address.packed  # it does mean that address
    assert reason(f"https://{host}{after}/") in ("private_address", "invalid_url")


@given(st.sampled_from(PRIVATE), st.sampled_from(["::", "::ffff:", "::ffff:0:", "64:ff9b::", "64:ff9b:1::"]))
def test_no_ipv6_address_that_holds_a_private_ipv4_address_passes(address: IPv4Address, prefix: str) -> None:
    spelt = IPv6Address(f"{prefix}{address}")
    for text in (f"{prefix}{address}", spelt.compressed, spelt.exploded, spelt.exploded.upper()):
        assert reason(f"https://[{text}]/") == "private_address"


@given(st.integers(0, 2**32 - 1))
def test_public_is_never_more_than_what_the_standard_library_calls_global(number: int) -> None:
    address = IPv4Address(number)
    assert is_public(address) <= (address.is_global and not address.is_private)
    assert not is_public(IPv6Address(f"::ffff:{address}"))
    assert is_public(IPv6Address(f"64:ff9b::{address}")) == is_public(address)


@given(st.text(st.sampled_from("htps:/@[]%.#?\\0x7f1.localhost example.com۰。\t\n"), max_size=60))
def test_whatever_passes_leads_where_it_says(text: str) -> None:
    try:
        target = check_url(f"https://{text}", ANY)
    except RefusedUrlError:
        return
    assert target.host.isascii()
    assert target.path.startswith("/")
    assert target.path.isascii()
    assert not set(target.host) & set("@/\\?#% ")
    assert "." in target.host or ":" in target.host
    if target.host.replace(".", "").isdigit() or ":" in target.host:
        assert is_public(ip_address(target.host))


@pytest.mark.parametrize(
    ("entries", "host", "allowed"),
    [
        ("example.com", "example.com", True),
        ("example.com", "cdn.example.com", False),
        ("example.com", "badexample.com", False),
        ("*.example.com", "cdn.example.com", True),
        ("*.example.com", "a.b.example.com", True),
        ("*.example.com", "example.com", False),
        ("*.example.com", "badexample.com", False),
        ("*.example.com", "example.com.evil.net", False),
        ("a.com, *.B.com", "x.b.com", True),
        ("*", "anything.org", True),
        ("8.8.8.8", "8.8.8.8", True),
    ],
)
def test_the_list_of_hosts_is_exact(entries: str, host: str, allowed: bool) -> None:
    hosts = HostList.parse(entries)
    if allowed:
        assert check_url(f"https://{host.upper()}/", hosts).host == host
    else:
        assert reason(f"https://{host}/", hosts) == "host_not_allowed"


def test_without_hosts_everything_is_off() -> None:
    assert reason("https://example.com/", HostList.parse("")) == "remote_disabled"
    assert reason("not a url", HostList.parse(" , ")) == "remote_disabled"


def test_jobs_get_the_codes_of_the_contract() -> None:
    off, some = HostList(), HostList.parse("example.com")
    with pytest.raises(RemoteMediaError) as media:
        check_remote_media("https://10.0.0.1/v.mp4", "video", some)
    assert (media.value.code, media.value.details) == ("video_load_error", {"reason": "private_address"})
    with pytest.raises(RemoteMediaError) as media:
        check_remote_media("https://example.com/v.jpg", "image", off)
    assert (media.value.code, media.value.details) == ("image_load_error", {"reason": "remote_disabled"})
    assert "upload the image" in media.value.message
    with pytest.raises(CallbackUrlError) as callback:
        check_callback_url("https://example.org/hook", some)
    assert callback.value.code == "invalid_callback_url"
    assert callback.value.details == {"reason": "host_not_allowed"}
    assert check_callback_url("https://example.com/hook", some).url == "https://example.com/hook"
