"""OpenSearch's home folder, laid out from Maven Central's jars alone, and the JDK that runs it.

A distribution is a server's jars in ``lib/`` and each module's own jars, beside a descriptor, in ``modules/NAME/``.
Maven fetches them, so that a machine that reaches no other host can run a node.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

VERSION = "3.9.0"
LEAST_JDK = 21
_JVM_FOLDER = Path("/usr/lib/jvm")


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the server: the artifact that holds it and the class that it starts with."""

    name: str
    artifact: str
    plugin: str


MODULES = (
    Module("transport-netty4", "transport-netty4-client", "org.opensearch.transport.Netty4ModulePlugin"),
    Module("analysis-common", "analysis-common", "org.opensearch.analysis.common.CommonAnalysisModulePlugin"),
    Module("reindex", "reindex-client", "org.opensearch.index.reindex.ReindexModulePlugin"),
    Module("lang-painless", "lang-painless", "org.opensearch.painless.PainlessModulePlugin"),
)
SERVER = (
    ("org.opensearch", "opensearch", VERSION),
    ("org.opensearch", "opensearch-plugin-classloader", VERSION),
    ("org.opensearch", "opensearch-agent-bootstrap", VERSION),
    # The server cannot start without these, which its own list calls optional; log4j-core is to equal log4j-api.
    ("org.apache.logging.log4j", "log4j-core", "2.25.5"),
    ("org.locationtech.spatial4j", "spatial4j", "0.7"),
    ("org.locationtech.jts", "jts-core", "1.15.0"),
    ("net.java.dev.jna", "jna", "5.16.0"),
)


class CannotRun(Exception):
    """No cluster can be started on this machine; the message says what is missing."""


def java_home() -> Path:
    """The newest JDK of this machine that OpenSearch starts on, by the version that it says it has."""
    candidates = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    candidates += sorted(_JVM_FOLDER.iterdir()) if _JVM_FOLDER.is_dir() else []
    found = {home: _major(home) for home in candidates if (home / "bin" / "java").exists()}
    newest = max(found, key=lambda home: found[home], default=None)
    if newest is None or found[newest] < LEAST_JDK:
        raise CannotRun(f"OpenSearch {VERSION} needs a JDK {LEAST_JDK} or newer; set JAVA_HOME to one.")
    return newest


def _major(home: Path) -> int:
    try:
        said = re.search(r'JAVA_VERSION="(\d+)', (home / "release").read_text(encoding="utf-8"))
    except OSError:
        return 0
    return int(said[1]) if said else 0


def lay_out(home: Path) -> Path:
    """Make ``home`` unless it is there already, whole; its jars come from Maven Central. Takes about a minute."""
    if home.is_dir():
        return home
    if not shutil.which("mvn"):
        raise CannotRun("Maven (mvn) is needed to fetch OpenSearch.")
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent) as scratch:
        draft = Path(scratch) / "home"
        _fetch(Path(scratch))
        shutil.copytree(Path(scratch) / "server" / "jars", draft / "lib")
        for name in ("bin", "plugins"):
            (draft / name).mkdir()
        in_server = {jar.name for jar in (draft / "lib").iterdir()}
        for module in MODULES:
            folder = draft / "modules" / module.name
            folder.mkdir(parents=True)
            for jar in (Path(scratch) / module.name / "jars").iterdir():
                if jar.name not in in_server:
                    shutil.copy(jar, folder)
            (folder / "plugin-descriptor.properties").write_text(_descriptor(module), encoding="utf-8")
        draft.chmod(0o755)
        draft.rename(home)
    return home


def _fetch(folder: Path) -> None:
    """Copy each part's jars to ``folder/PART/jars``, in one run of Maven."""
    parts = {"server": SERVER} | {each.name: (("org.opensearch.plugin", each.artifact, VERSION),) for each in MODULES}
    for name, dependencies in parts.items():
        (folder / name).mkdir()
        (folder / name / "pom.xml").write_text(_pom(name, "pom", _dependencies(dependencies)), encoding="utf-8")
    modules = "".join(f"<module>{name}</module>" for name in parts)
    (folder / "pom.xml").write_text(_pom("parts", "pom", f"<modules>{modules}</modules>"), encoding="utf-8")
    command = ["mvn", "-q", "-B", "-f", str(folder / "pom.xml"), "dependency:copy-dependencies"]
    run = [*command, "-DincludeScope=runtime", "-DoutputDirectory=${project.basedir}/jars"]
    done = subprocess.run(run, capture_output=True, text=True)
    if done.returncode:
        raise CannotRun(f"Maven could not fetch OpenSearch:\n{done.stdout[-2_000:]}{done.stderr[-2_000:]}")


def _pom(name: str, packaging: str, content: str) -> str:
    return (
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        f"<groupId>local</groupId><artifactId>{name}</artifactId><version>1</version>"
        f"<packaging>{packaging}</packaging>{content}</project>"
    )


def _dependencies(artifacts: tuple[tuple[str, str, str], ...]) -> str:
    return "".join(
        [
            "<dependencies>",
            *(
                f"<dependency><groupId>{group}</groupId><artifactId>{name}</artifactId>"
                f"<version>{version}</version></dependency>"
                for group, name, version in artifacts
            ),
            "</dependencies>",
        ]
    )


def _descriptor(module: Module) -> str:
    facts = {
        "name": module.name,
        "description": module.name,
        "version": VERSION,
        "opensearch.version": VERSION,
        "java.version": str(LEAST_JDK),
        "classname": module.plugin,
    }
    return "".join(f"{key}={value}\n" for key, value in facts.items())
