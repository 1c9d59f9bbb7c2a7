"""What Python imports by itself is there before the jail closes: a right answer is graded whatever the build."""

from __future__ import annotations

import subprocess

import pytest

from raftlab.kit import LayerSource
from raftlab.server import Options
from raftlab.worker.preloaded_modules import LAZY_MODULES
from raftlab.worker.responses import StepResponse
from raftlab.worker.wire import BootServer, CallMethod
from raftlab.worker.worker_hosts import WorkerHosts, make_load_request
from raftlab.worker.zygote_launch import interpreter_path, zygote_environment

LANGUAGE_FEATURES = (
    "größe = 1; 'gr\\N{LATIN SMALL LETTER O WITH DIAERESIS}sse'",
    "'\\N{GREEK SMALL LETTER ALPHA}'.encode('ascii', 'namereplace')",
    "'ä'.encode('ascii', 'xmlcharrefreplace'), 'ä'.encode('utf-8', 'surrogateescape')",
    "re.search('\\\\N{LATIN SMALL LETTER A}', 'a'), re.compile('(?i)ß').match('SS'), re.compile('a|b', re.VERBOSE)",
    "[b'x'.decode(name) for name in ('latin-1', 'cp1252', 'ascii', 'utf-8-sig', 'UTF8', 'unicode_escape', 'idna')]",
    "['x'.encode(name) for name in ('utf-16', 'utf-16-le', 'utf-16-be', 'utf-32', 'punycode', 'latin-1')]",
    "'ß'.upper(), 'ŉ'.casefold(), 'a b'.title(), '²'.isdigit(), 'x'.isidentifier(), '%c%r' % (228, 'ä')",
    "f'{1.5:.3n} {10**40:,} {3:b} {\"ä\"!a:>10}', '{0.real:>5}'.format(1), format(1e300, 'e')",
    "eval(compile('x = \"\\\\d\" is 1', 'own.py', 'exec'))",
    "int('9' * 4000), str(10 ** 4000)[:3], divmod(10 ** 50000, 10 ** 20000)[1] % 7, float('1e-300'), 0.1 .hex()",
    "memoryview(b'abcd').cast('H').tolist(), bytearray(b'x').translate(bytes(256)), b'ab'.hex('-', 1)",
    "copy.deepcopy(object()), copy.copy({1: [2]}), copy.deepcopy(collections.Counter('ab'))",
    "collections.Counter('aab').most_common(1), collections.OrderedDict(a=1).popitem(), collections.ChainMap({})['x':]",
    "dataclasses.replace(dataclasses.make_dataclass('D', ['x'], frozen=True, slots=True)(1), x=2)",
    "enum.Flag('F', 'A B').A | enum.Flag('F', 'A B').B",
    "typing.NamedTuple('N', [('x', int)])(1)._replace(x=2), typing.get_type_hints(lambda x: x)",
    "isinstance(1, typing.runtime_checkable(type('P', (typing.Protocol,), {'__annotations__': {}, 'f': print})))",
    "functools.lru_cache(abs)(1), functools.singledispatch(print).dispatch(int), functools.cached_property(abs)",
    "contextlib.ExitStack().__enter__().close(), contextlib.suppress(KeyError), contextlib.nullcontext()",
    "json.loads(json.dumps({'ä': [1.5, None, 'x']}, indent=1, sort_keys=True)), json.loads('[')",
    "pprint.pformat({i: 'x' * i for i in range(40)}), textwrap.dedent(' a'), string.Template('$x').substitute(x=1)",
    "raise ExceptionGroup('all', [ValueError(1), KeyError(2)])",
    "undefined_name",
    "(1).append(2)",
    "typing.foo",
    "type('W', (), {'__del__': lambda self: 1 / 0})()",
    "asynchronous()",
    "generator().close(), list(generator())",
    "matching([1, {'x': 2}]), matching(3)",
    "recursion(0)",
    "help, exit, copyright, credits, license",
    "print('ä', [object()]), repr(print), repr([1, 'x']), str(ValueError('ä')), ascii('ä'), vars(), dir(1)",
    "hash('x'), id('x'), sorted({3, 1}), sum([0.1] * 9), round(2.5), pow(3, -1, 7), bin(3)",
    "object.__reduce_ex__([], 4), (1).__reduce_ex__(2), object.__reduce_ex__(object(), 1)",
    "isinstance(1, int | str), list[int] | None, tuple[int, ...].__parameters__, type[int]",
)
"""What a text may hold; some of these raise, and Python then makes the words of the error."""

CORPUS = """
import abc, bisect, collections, collections.abc, contextlib, copy, dataclasses, enum, functools, heapq, itertools
import json, math, operator, pprint, re, string, textwrap, typing

def asynchronous():
    async def never_awaited():
        pass
    never_awaited()

def generator():
    try:
        yield from (x for x in (1, 2))
    finally:
        (y := 3)

def matching(value):
    match value:
        case [int(one), {"x": two, **rest}]:
            return one, two, rest
        case _:
            return value

def recursion(n):
    return recursion(n + 1)
"""

PROGRAM = f"""
import importlib, io, sys, traceback
from raftlab.jail.import_policy import ALLOWED_MODULES
from raftlab.worker import failure_report, global_state, request_handler, zygote
for name in sorted(ALLOWED_MODULES):
    importlib.import_module(name)
zygote.import_lazy_modules()
space, known = {{}}, set(sys.modules)
sys.stdout, shown = io.StringIO(), sys.stdout
sys.stderr, told = io.StringIO(), sys.stderr
exec({CORPUS!r}, space)
for code in {LANGUAGE_FEATURES!r}:
    try:
        exec(compile(code, "own.py", "exec", dont_inherit=True), space)
    except Exception as error:
        failure_report.describe_failure(error, ("own.py",), "")
        str(error), repr(error), list(traceback.walk_tb(error.__traceback__))
    for name in sorted(set(sys.modules) - known):
        print(f"{{name}}: {{code}}", file=shown)
        known.add(name)
"""


def test_nothing_that_a_layer_can_say_makes_python_import_a_module() -> None:
    """After the zygote's imports, no feature of the language and no allowed module loads another one."""
    ran = subprocess.run(
        [interpreter_path(), "-S", "-P", "-B", "-c", PROGRAM],
        env=zygote_environment(0),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ran.stdout == ""


@pytest.mark.parametrize("module", [name for name in LAZY_MODULES if not name.startswith("_")])
def test_each_lazy_module_exists(module: str) -> None:
    """A misspelled name would be skipped in silence."""
    __import__(module)


def test_name_with_an_umlaut_runs_in_the_jail() -> None:
    """A layer may name things in its own language, and build texts by the names of characters."""
    source = (
        "from raftlab.server import Server\n\n\nclass Own(Server):\n    def grüße(self) -> str:\n"
        '        größe = "\\N{GREEK SMALL LETTER ALPHA}"\n'
        '        return größe + "ẞ".lower() + "é".encode("cp1252").hex()\n'
    )
    load = make_load_request((LayerSource("own.py", source, "Own"),), ())
    with WorkerHosts(load) as hosts:
        host = hosts.open()
        host.request(BootServer("S1", ("S1",), Options()))
        answer = host.request(CallMethod("S1", "grüße"))
    assert isinstance(answer, StepResponse)
    assert answer.result == "αße9"
