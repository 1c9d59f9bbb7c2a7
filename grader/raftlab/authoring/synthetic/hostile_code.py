"""Attacks that a hostile student appends to a solution, and the broken files of a careless one."""

from __future__ import annotations

from collections.abc import Mapping

from raftlab.kit import Scene

IMPORT_ATTACKS: Mapping[str, str] = {
    "loops at import": "while True:\n    pass\n",
    "exits at import": "raise SystemExit(0)\n",
    "imports a socket": "import socket\n",
    "imports the reference": "from reference import solution\n",
    "reads a file at import": "SECRET = open('/etc/passwd').read()\n",
    "fills the memory at import": "HOARD = []\nwhile True:\n    HOARD.append(bytearray(10_000_000))\n",
}
"""Effect -> code that runs when the file is imported."""

EVENT_ATTACKS: Mapping[str, str] = {
    "loops": "while True:\n    pass",
    "recurses": "return attack(self, *args)",
    "fills the memory": "hoard = [bytearray(50_000_000) for _ in range(1000)]\nreturn len(hoard)",
    "floods the output": "for n in range(10_000_000):\n    print('x' * 1000)",
    "exits": "raise SystemExit(0)",
    "raises what nothing catches": "raise BaseException('<script>alert(1)</script>')",
    "tells a formula": "raise ValueError('=HYPERLINK(\"http://example.org\")')",
    "drives the terminal": "raise ValueError('\\x1b[2J\\x1b]0;owned\\x07\\u202egnorw')",
    "says it is unwritten": "raise NotImplementedError",
    "walks to the interpreter": "return [c for c in ().__class__.__base__.__subclasses__() if 'Popen' in str(c)]",
    "opens a file": "return open('/etc/passwd', 'w')",
    "grows without bound": "self.hoard = getattr(self, 'hoard', 'x') * 64\nreturn honest(self, *args)",
    "never the same": "self.setTimer('election', 100 + id(object()) // 16 % 50, 400)\nreturn honest(self, *args)",
    "hides its state": "type(self).__getstate__ = lambda self: {}\nreturn honest(self, *args)",
}
"""Effect -> code that runs in place of the scene's first hole."""


def append_attack(scene: Scene, text: str, attack_name: str) -> str:
    """Return `text` with the attack `attack_name` at its end."""
    if attack_name in IMPORT_ATTACKS:
        return f"{text}\n\n{IMPORT_ATTACKS[attack_name]}"
    body = "".join(f"    {line}\n" for line in EVENT_ATTACKS[attack_name].splitlines())
    place = f"{scene.layer_class}.{scene.holes[0]}" if scene.layer_class else scene.holes[0]
    return f"{text}\n\nhonest = {place}\n\n\ndef attack(self, *args):\n{body}\n\n{place} = attack\n"


def ungradable_submissions(scene: Scene, text: str, other_scene_text: str) -> dict[str, dict[str, bytes]]:
    """Return submissions that cannot be graded: problem -> files. `other_scene_text` is another scene's layer."""
    return {
        "syntax error": {scene.file: text.replace("return", "retrun retrun", 1).encode()},
        "indented wrongly": {scene.file: text.replace("    def ", "   def ", 1).encode()},
        "empty": {scene.file: b""},
        "another name": {f"my {scene.file}": text.encode()},
        "nothing": {"notes.txt": b"I was ill.\n"},
        "no class": {scene.file: b"x = 1\n"},
        "zero bytes": {scene.file: text.encode() + bytes(64)},
        "UTF-16": {scene.file: text.encode("utf-16")},
        "another scene": {scene.file: other_scene_text.encode()},
        "too large": {scene.file: text.encode() + b"# padding\n" * 40_000},
        "nested too deep": {scene.file: text.encode() + b"x = " + b"(" * 900 + b")" * 900 + b"\n"},
        "truncated archive": {"work.zip": b"PK\x03\x04" + bytes(40)},
        "files that pytest would run": {
            "conftest.py": b"raise SystemExit\n",
            "sitecustomize.py": b"raise SystemExit\n",
            "evil.pth": b"import os; os.abort()\n",
        },
    }
