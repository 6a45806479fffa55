"""Who gets in: tokens, cookies, origins and names."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from albumen.errors import UsageError
from albumen.web.access import COOKIE, CSRF_HEADER, Access, AccessMiddleware, load_token
from albumen.web.headers import HeadersMiddleware
from albumen.web.serving import plan_serving

ACCESS = Access("a-token-of-some-length", frozenset({"localhost"}))
BEARER = {"Authorization": f"Bearer {ACCESS.token}"}
OWN = {"Origin": "http://localhost", CSRF_HEADER: ACCESS.csrf}


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    app.get("/photos")(lambda: {"photos": 1})
    app.post("/photos")(lambda: {"changed": 1})
    app.add_middleware(AccessMiddleware, access=ACCESS)
    app.add_middleware(HeadersMiddleware)
    return TestClient(app, base_url="http://localhost", follow_redirects=False)


def _enter(client: TestClient) -> None:
    assert client.get(f"/photos?token={ACCESS.token}").status_code == 303


def test_nobody_gets_in_without_the_token(client: TestClient) -> None:
    assert client.get("/photos").status_code == 401
    assert client.get("/photos?token=wrong").status_code == 401
    assert client.get("/photos", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert client.get("/photos", headers={"Cookie": f"{COOKIE}={ACCESS.token}"}).status_code == 401


def test_the_link_becomes_a_cookie_and_an_address_without_the_token(client: TestClient) -> None:
    answer = client.get(f"/photos?q=dog&token={ACCESS.token}")
    assert answer.headers["location"] == "/photos?q=dog"
    assert ACCESS.token not in answer.headers["set-cookie"]
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert client.get("/photos").json() == {"photos": 1}


def test_a_link_never_leads_to_another_host(client: TestClient) -> None:
    answer = client.get(f"http://localhost//elsewhere.example/?token={ACCESS.token}")
    assert answer.headers["location"].startswith("/elsewhere.example")


def test_scripts_send_the_token_as_a_bearer(client: TestClient) -> None:
    assert client.post("/photos", headers=BEARER).json() == {"changed": 1}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://localhost"},
        {CSRF_HEADER: ACCESS.csrf},
        OWN | {"Origin": "http://elsewhere.example"},
        OWN | {"Origin": "http://localhost:8080"},
        OWN | {"Origin": "https://localhost"},
        OWN | {"Origin": "null"},
        OWN | {CSRF_HEADER: ACCESS.session},
    ],
)
def test_a_cookie_alone_changes_nothing(client: TestClient, headers: dict[str, str]) -> None:
    _enter(client)
    assert client.post("/photos", headers=headers).status_code == 403
    assert client.post("/photos", headers=OWN).json() == {"changed": 1}


@pytest.mark.parametrize("host", ["elsewhere.example", "localhost.elsewhere.example", "", "127.0.0.1.nip.io:80"])
def test_an_unknown_name_is_refused_whoever_asks(client: TestClient, host: str) -> None:
    assert client.get("/photos", headers=BEARER | {"Host": host}).status_code == 421


def test_refusals_carry_the_policy_too(client: TestClient) -> None:
    answer = client.get("/photos")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_the_library_s_token_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    token = load_token(tmp_path)
    assert len(token) >= 32
    assert load_token(tmp_path) == token
    assert stat.S_IMODE((tmp_path / "web.token").stat().st_mode) == 0o600


def test_other_machines_get_in_with_a_chosen_token_only(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--token"):
        plan_serving(tmp_path, "0.0.0.0", 0)
    with pytest.raises(UsageError, match="16"):
        plan_serving(tmp_path, "0.0.0.0", 0, token="short")
    plan = plan_serving(tmp_path, "0.0.0.0", 0, token="sixteen-characters", names=("photos.lan",))
    assert "photos.lan" in plan.access.hosts
    assert plan.link(80) == "http://localhost:80/?token=sixteen-characters"


def test_tls_needs_both_files(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="both"):
        plan_serving(tmp_path, "127.0.0.1", 0, certificate=tmp_path / "certificate.pem")


def test_behind_a_proxy_that_ends_tls_the_page_s_origin_is_https(tmp_path: Path) -> None:
    plan = plan_serving(tmp_path, "127.0.0.1", 0, names=("photos.lan",), behind_tls=True)
    assert plan.access.is_tls
    assert plan.link(80).startswith("http://localhost:80/")
