"""The files a server needs are checked by the tools that read them, where these are there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.settings import PREFIX, Settings
from webui.cli import commands

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "webui" / "deploy"
UNITS = ("timbaocao.service", "timbaocao-rebuild.service", "timbaocao-rebuild.timer")
MOST_EXPOSURE = 15  # tenths; systemd calls 2.0 to 4.9 "ok"


def tool(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


def run(*command: str | Path) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


@pytest.mark.parametrize("name", UNITS)
def test_the_units_are_sound_and_give_nothing_away(name: str, tmp_path: Path) -> None:
    analyze = tool("systemd-analyze")
    for unit in UNITS:
        text = (DEPLOY / unit).read_text(encoding="utf-8")
        text = text.replace("/opt/timbaocao/bin/timbaocao", sys.executable)
        (tmp_path / unit).write_text(text, encoding="utf-8")
    assert run(analyze, "verify", "--man=no", tmp_path / name) == ""
    if name.endswith(".service"):
        run(analyze, "security", "--offline=yes", f"--threshold={MOST_EXPOSURE}", tmp_path / name)


def test_the_proxy_is_what_nginx_takes(tmp_path: Path) -> None:
    nginx, openssl = tool("nginx"), tool("openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    run(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=test",
        "-keyout", key, "-out", certificate)  # fmt: skip
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    site = re.sub(r"/etc/ssl/\S+fullchain\.pem", str(certificate), site)
    site = re.sub(r"/etc/ssl/\S+privkey\.pem", str(key), site)
    (tmp_path / "site.conf").write_text(site, encoding="utf-8")
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; include site.conf; }}"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    assert "warn" not in run(nginx, "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf")


def test_the_proxy_says_who_asks_and_what_is_trusted_is_set() -> None:
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in site, "never what a visitor sent"
    names = set(re.findall(r"^#\s+(\w+) = ", site, re.MULTILINE))
    assert names == {"trusted_proxy", "trusted_hosts"}
    assert names <= {setting.name for setting in fields(Settings)}


def test_the_image_has_a_user_who_is_not_root() -> None:
    steps = re.findall(
        r"^([A-Z]+) (.+)$", (DEPLOY / "Containerfile").read_text(encoding="utf-8"), re.MULTILINE
    )
    users = [arguments for name, arguments in steps if name == "USER"]
    assert len(users) == 1
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", users[0])
    after = steps[steps.index(("USER", users[0])) :]
    assert not {"RUN", "COPY", "ADD"} & {name for name, _ in after}
    copied = [part for name, arguments in steps if name == "COPY" for part in arguments.split()[:-1]]
    assert all((ROOT / part).exists() for part in copied)


def test_what_the_files_set_are_settings() -> None:
    names = {PREFIX + setting.name.upper() for setting in fields(Settings)}
    for path in DEPLOY.iterdir():
        assert set(re.findall(rf"{PREFIX}[A-Z_]+", path.read_text(encoding="utf-8"))) <= names, path.name


def test_a_backup_made_as_the_readme_says_can_be_restored(tmp_path: Path, index_dir: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    backup = re.search(r"^tar -C (\S+) -czf (\S+) (\S+)$", readme, re.MULTILINE)
    restore = re.search(r"^tar -C (\S+) -xzf (\S+) && cd (\S+) && timbaocao verify$", readme, re.MULTILINE)
    assert backup
    assert restore
    assert (backup[1], backup[2]) == (restore[1], restore[2])
    assert (backup[3], restore[3]) == (Settings().index, restore[1])
    archive = tmp_path / backup[2]
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(index_dir, backup[3])
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path, filter="data")
    done = CliRunner().invoke(commands, ["verify", "--index", str(tmp_path / backup[3])])
    assert done.exit_code == 0, done.output
