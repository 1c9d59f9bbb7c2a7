"""The images that grade on PrairieLearn and on Autolab: a folder for `docker build`, and the platform's files."""

from __future__ import annotations

import io
import json
import tarfile
import uuid
from collections.abc import Mapping

from raftlab.authoring.platform_autograders import hidden_check_files, requirements_text
from raftlab.authoring.student_kit import FilesByPath, grading_kit_files
from raftlab.kit import Kit, Scene

TIMEOUT_S = 600
"""The most that PrairieLearn allows."""
DOCKER_IGNORE = "question\nassessment\n"
KIT_LINES = """\
COPY requirements.txt /raftlab/
RUN python3 -I -m pip install --no-cache-dir -q -r /raftlab/requirements.txt
COPY run /raftlab/run
COPY kit /raftlab/kit
RUN chmod -R a+rX,go-w /raftlab && chmod 755 /raftlab/run
"""
PRAIRIELEARN_DOCKERFILE = f"""\
# Grades {{scene}} on PrairieLearn. For staff only: the image holds the hidden checks; push it to a private registry.
#   docker build -t REGISTRY/raftlab-{{scene}} . && docker push REGISTRY/raftlab-{{scene}}
FROM python:3.12-slim-bookworm
{KIT_LINES}ENTRYPOINT ["/raftlab/run"]
"""
AUTOLAB_DOCKERFILE = f"""\
# Grades {{scene}} on Autolab. For staff only: the image holds the hidden checks; build it where Tango runs.
#   docker build -t raftlab-{{scene}} .
FROM debian:bookworm-slim AS autodriver
RUN apt-get update -qq && apt-get install -qq -y --no-install-recommends ca-certificates gcc git libc6-dev make
RUN git clone -q --depth 1 https://github.com/autolab/Tango.git /Tango && make -C /Tango/autodriver

FROM python:3.12-slim-bookworm
RUN apt-get update -qq && apt-get install -qq -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
RUN useradd autolab && useradd autograde && mkdir -p /home/autolab /home/autograde /home/output \\
    && chown autolab:autolab /home/autolab /home/output && chown autograde:autograde /home/autograde
COPY --from=autodriver /Tango/autodriver/autodriver /usr/bin/autodriver
RUN chmod 4755 /usr/bin/autodriver
{KIT_LINES}WORKDIR /home
"""
RUN_SCRIPT = """\
#!/bin/sh
# {platform} runs this for each submission.
export RAFTLAB_KIT=/raftlab/kit PYTHONPATH=/raftlab/kit/grader PYTHONDONTWRITEBYTECODE=1
{before}exec python3 -P -c 'from raftlab.cli.main import main; main()' autograder run {scene} {arguments}
"""
QUESTION_HTML = """\
<pl-question-panel>
  <p>Write <code>{file}</code> as the handout of {scene} says, and hand it in.</p>
  <pl-file-upload file-names="{file}"></pl-file-upload>
</pl-question-panel>
<pl-submission-panel>
  <pl-external-grader-results></pl-external-grader-results>
  <pl-file-preview></pl-file-preview>
</pl-submission-panel>
"""
MAKEFILE = """\
# Autolab runs this in the image. The last line of the output holds the points.
all:
\t@/raftlab/run
"""
ASSESSMENT_NOTE = """\
Autolab, assessment {scene}:
- Basic: handin filename {file}
- Problems: one problem named {scene}, of 100 points
- Autograder: image raftlab-{scene}, timeout {timeout} s, autograde-Makefile and autograde.tar from this folder
"""


def prairielearn_files(kit: Kit, scene: Scene, image: str) -> FilesByPath:
    """Return the files by path: the image's, and in question/ the question that uses it. `image`: its name there."""
    run = RUN_SCRIPT.format(
        platform="PrairieLearn",
        scene=scene.id,
        before="mkdir -p /grade/results && cd / || exit 3\n",
        arguments="/grade/student --for prairielearn -o /grade/results/results.json",
    )
    options = {"enabled": True, "image": image, "entrypoint": "/raftlab/run", "timeout": TIMEOUT_S}
    info = {
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"raftlab/{scene.id}")),
        "title": scene.title,
        "topic": "Raft",
        "tags": [scene.id],
        "type": "v3",
        "gradingMethod": "External",
        "externalGradingOptions": options,
    }
    texts = {
        "Dockerfile": PRAIRIELEARN_DOCKERFILE.format(scene=scene.id),
        "run": run,
        "question/info.json": json.dumps(info, indent=2) + "\n",
        "question/question.html": QUESTION_HTML.format(file=scene.file, scene=scene.id),
    }
    return image_files(kit, scene, texts)


def autolab_files(kit: Kit, scene: Scene) -> FilesByPath:
    """Return the files by path: the image's, and in assessment/ the two files that Autolab asks for."""
    run = RUN_SCRIPT.format(platform="Autolab", scene=scene.id, before="", arguments=". --for autolab 2>&1")
    note = ASSESSMENT_NOTE.format(scene=scene.id, file=scene.file, timeout=TIMEOUT_S)
    texts = {
        "Dockerfile": AUTOLAB_DOCKERFILE.format(scene=scene.id),
        "run": run,
        "assessment/autograde-Makefile": MAKEFILE,
        "assessment/README.txt": note,
    }
    return {**image_files(kit, scene, texts), "assessment/autograde.tar": single_file_tar("README.txt", note.encode())}


def image_files(kit: Kit, scene: Scene, texts: Mapping[str, str]) -> FilesByPath:
    """Return `texts` with the student kit, the hidden checks of the scene, and the packages to install."""
    files = {f"kit/{name}": data for name, data in (*grading_kit_files(kit, scene), *hidden_check_files(kit, scene))}
    texts = {**texts, "requirements.txt": requirements_text(), ".dockerignore": DOCKER_IGNORE}
    return dict(sorted((files | {name: text.encode() for name, text in texts.items()}).items()))


def single_file_tar(name: str, data: bytes) -> bytes:
    """Return a tar with one file; equal input gives equal bytes. Autolab wants one, and the image holds the grader."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()
