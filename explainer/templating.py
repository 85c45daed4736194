"""Compiles and runs templates and expressions; the only module that knows Jinja.

Everything runs in Jinja's sandbox, with undefined names an error.  There is one environment per
language, so that macros find the words of their language however they were imported; what is
compiled once serves all of them.
"""

import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from .bounding import TEMPLATE, bounded
from .errors import Position
from .sizing import Budget, TooLargeError

LAYOUTS = "layouts/"
MACROS = "macros/"
_JINJAS = ("_loop_vars", "_block_vars")
# The package whose values templates may read freely.
OWN = f"{__name__.partition('.')[0]}."


class TemplateError(Exception):
    """A template or an expression failed.

    *file* is that of the template, none for an expression; *line* counts from 1; *name* is the
    undefined name, where that is the fault.
    """

    def __init__(
        self, message: str, *, file: Path | None = None, line: int = 1, name: str = ""
    ) -> None:
        super().__init__(message)
        self.message, self.file, self.line, self.name = message, file, line, name


class UnknownNameError(Exception):
    """An expression or template names a kind, record or field that is not there."""

    def __init__(self, message: str, name: str, rule: str, known: Sequence[str]) -> None:
        super().__init__(message)
        self.message, self.name, self.rule, self.known = message, name, rule, known


@dataclass(slots=True)
class _Compiled(BytecodeCache):
    """Keeps what was compiled, by its file, for other languages and for builds to come."""

    code: dict[str, bytes]

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return filename or name

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.code:
            bucket.bytecode_from_string(self.code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.code[bucket.key] = bucket.bytecode_to_string()


class _Generator(CodeGenerator):
    """Compiles as Jinja does, but for `~`, which would make a fact plain text without its mark."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 — Jinja's name
        """Write the code that joins what stands between the signs `~`."""
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox, with a short way to what the generator itself hands to templates.

    Most of what templates read are attributes of our own values, which have nothing to hide but
    what begins with an underscore.
    """

    code_generator_class = _Generator
    intercepted_binops = frozenset(("*", "**", "%", "+"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.budget = Budget()
        self.known: dict[str, jinja2.Template] = {}

    @staticmethod
    def joined(parts: Sequence[Any]) -> str:
        """Return *parts* as one text; a fact among them stays what it is."""
        if any(hasattr(part, "__html__") for part in parts):
            return Markup("").join(escape(part) for part in parts)
        return "".join(map(str, parts))

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the names that a template finds; ours are set once, so a plain dictionary does."""
        return {**self.globals, **d} if d else self.globals

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return a product or power; one that would fill the memory is refused."""
        self.budget.check_operation(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def call(self, context: Context, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a macro or a function of ours, or let the sandbox decide."""
        if isinstance(called, Macro) or (getattr(called, "__module__", None) or "").startswith(OWN):
            for key in _JINJAS if kwargs else ():
                # What Jinja's own functions may read of a loop or block is nothing to ours.
                kwargs.pop(key, None)
            return called(*args, **kwargs)
        self.budget.check_call(called, args, kwargs)
        return super().call(context, called, *args, **kwargs)

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> jinja2.Template:
        """Return a template, which is asked for wherever another includes or imports it."""
        if isinstance(name, jinja2.Template) or globals:
            return super().get_template(name, parent, globals)
        if name not in self.known:
            self.known[name] = super().get_template(name, parent)
        return self.known[name]

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute of *obj*, or what the sandbox says of it."""
        if attribute[:1] != "_" and _is_ours(type(obj).__module__):
            try:
                return getattr(obj, attribute)
            except AttributeError:
                pass
        return super().getattr(obj, attribute)


@cache
def _is_ours(module: str) -> bool:
    """Whether this is a module of the generator's."""
    return module.startswith(OWN)


class Templates:
    """The templates of one language, looked for in *folders* in their order."""

    def __init__(
        self,
        folders: Sequence[Path],
        filters: Mapping[str, Callable[..., Any]],
        compiled: dict[str, bytes],
    ) -> None:
        self._folders = folders
        self._environment = _Environment(
            loader=jinja2.FileSystemLoader([str(folder) for folder in folders]),
            undefined=jinja2.StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=_Compiled(compiled),
            auto_reload=False,
        )
        # What gives another text each time would make every build another.
        del self._environment.globals["lipsum"], self._environment.filters["random"]
        self._environment.filters |= self._environment.budget.guarded(self._environment.filters)
        self._environment.filters.update(filters)
        self._expressions: dict[str, Callable[..., Any]] = {}
        self._macros: dict[str, Any] | None = None
        self._names: list[str] = []

    def set_globals(self, values: Mapping[str, Any]) -> None:
        """Give every template *values* by name."""
        self._environment.globals.update(values)

    def names(self, folder: str) -> list[str]:
        """Return the names of the templates in *folder* ("layouts/"), without folder and suffix."""
        if not self._names:
            self._names = self._environment.list_templates(extensions=["html"])
        found = (name for name in self._names if name.startswith(folder))
        return [name.removeprefix(folder).removesuffix(".html") for name in found]

    def path_of(self, template: str) -> Path:
        """Return the file of a template."""
        return next(
            (folder / template for folder in self._folders if (folder / template).exists()),
            Path(template),
        )

    def render(self, template: str, values: Mapping[str, Any]) -> str:
        """Return what *template* gives with *values*.

        Raises:
            TemplateError: it cannot be read, or fails.
        """
        self._environment.budget.renew()
        with bounded(TEMPLATE, lambda: Position(path=f"templates/{template}")):
            return self._rendered(template, values)

    def _rendered(self, template: str, values: Mapping[str, Any]) -> str:
        try:
            # What `Template.render` does, but with one dictionary made instead of three.
            compiled = self._environment.get_template(template)
            context = compiled.new_context({**self._environment.globals, **values}, shared=True)
            return self._environment.concat(compiled.root_render_func(context))
        except UnknownNameError as error:
            raise self._fault(error, error.message, error.name, template) from error
        except Exception as error:
            raise self._fault(error, _message(error), _undefined_name(error), template) from error

    def macros(self) -> Mapping[str, Any]:
        """Return every macro of `templates/macros/` by its name.

        Raises:
            TemplateError: one of the files cannot be read.
        """
        if self._macros is None:
            self._macros = {}
            for name in self.names(MACROS):
                template = f"{MACROS}{name}.html"
                try:
                    module = self._environment.get_template(template).module
                except Exception as error:
                    raise self._fault(
                        error, _message(error), _undefined_name(error), template
                    ) from error
                exported = {
                    key: value for key, value in vars(module).items() if not key.startswith("_")
                }
                self._macros |= exported
        return self._macros

    def evaluate(self, expression: str, values: Mapping[str, Any]) -> Any:
        """Return what a Jinja *expression* gives with *values*; text that it joins is `Markup`.

        Raises:
            TemplateError: it is not an expression, or it fails.
            UnknownNameError: it names something that is not there.
        """
        self._environment.budget.renew()
        try:
            if expression not in self._expressions:
                compiled = self._environment.compile_expression(expression, undefined_to_none=False)
                self._expressions[expression] = compiled
            result = self._expressions[expression](**values)
            if isinstance(result, jinja2.Undefined):
                str(result)  # a strict undefined says its name when it is used
        except UnknownNameError:
            raise
        except Exception as error:
            file, line = _innermost(error.__traceback__)
            name = _undefined_name(error)
            raise TemplateError(_message(error), file=file, line=line, name=name) from error
        return result

    def _fault(self, error: Exception, message: str, name: str, template: str) -> TemplateError:
        if isinstance(error, TemplateError):
            return error
        if isinstance(error, jinja2.TemplateSyntaxError):
            file = Path(error.filename) if error.filename else self.path_of(template)
            return TemplateError(message, file=file, line=error.lineno)
        if isinstance(error, jinja2.TemplateNotFound):
            message, name = f'there is no template "{error.name}"', str(error.name)
        found, line = _innermost(error.__traceback__)
        return TemplateError(message, file=found or self.path_of(template), line=line, name=name)


def _message(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it calls itself without end"
    name = _undefined_name(error)
    if name and isinstance(error, jinja2.UndefinedError):
        return f'there is nothing called "{name}" here'
    text = str(getattr(error, "message", None) or error).rstrip(".")
    if isinstance(error, jinja2.TemplateError | TooLargeError) or not text:
        return text or type(error).__name__
    return f"{text} ({type(error).__name__})"


def _undefined_name(error: Exception) -> str:
    match = re.search(
        r"'([^']+)' is undefined|has no attribute '([^']+)'|No (?:filter|test) named '([^']+)'",
        str(error),
    )
    return next((name for name in match.groups() if name), "") if match else ""


def _innermost(traceback: TracebackType | None) -> tuple[Path | None, int]:
    """Return the file and line of the innermost template in *traceback*."""
    file, line = None, 1
    while traceback:
        names = traceback.tb_frame.f_globals
        template = names.get("__jinja_template__")
        at = traceback.tb_lineno
        if template is not None and not _is_nowhere(template.filename):
            file, line = Path(template.filename), template.get_corresponding_lineno(at)
        elif "__jinja_exception__" in names and not _is_nowhere(names["__file__"]):
            # a frame that Jinja has put in the place of its own code
            file, line = Path(names["__file__"]), at
        traceback = traceback.tb_next
    return file, line


def _is_nowhere(filename: str | None) -> bool:
    """Whether this stands for an expression, which is in no file: "<template>", "<unknown>"."""
    return not filename or filename.startswith("<")
