"""Templates -> pages. They are compiled for each language, so that most of their texts are part of them.

Jinja applies a filter of constants when it compiles: `"sort" | t` costs a page nothing. Nor does what a
template includes, which is made part of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from jinja2 import Environment, PackageLoader
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Getattr, Node

from webui import texts, words
from webui.assets import Assets
from webui.languages import languages
from webui.marking import choice_list, escaped, facet_choices, marked, result_list, year_bars
from webui.reading import is_heading
from webui.site import site

_INCLUDE = re.compile(r'{% include "(.+?)" %}')


class Loader(PackageLoader):
    """Puts the text of a template where another one includes it: Jinja would look it up for every page."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool] | None]:
        source, path, is_current = super().get_source(environment, template)

        def text(include: re.Match[str]) -> str:
            included, _, _ = self.get_source(environment, include[1])
            return included.removesuffix("\n") + "{##}"  # takes the end of its line along, as the tag does

        return _INCLUDE.sub(text, source), path, is_current


class Compiler(CodeGenerator):
    """Writes what a page does two hundred times in fewer steps.

    Values are put out through `marking.escaped`, not Jinja's own: plain text can be joined as well.
    """

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("escaped = environment.filters['escaped']")

    def _output_child_pre(self, *_: object, **__: object) -> None:
        self.write("escaped(")

    def visit_Getattr(self, node: Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's
        """An attribute and nothing else: Jinja would look for an item of that name too."""
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def blockvisit(self, nodes: Iterable[Node], frame: Frame) -> None:
        """A block is joined before it is handed on, through the generators of all templates it stands in."""
        if not frame.block_frame or frame.buffer:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")


def templates(assets: Assets) -> Mapping[str, Environment]:
    """Language -> the templates in it."""
    return {language: _environment(language, assets) for language in texts.CATALOGUES}


def _environment(language: str, assets: Assets) -> Environment:
    """Templates that are compiled while this language is in use; they know no more than they need."""
    environment = Environment(
        loader=Loader("webui"),
        autoescape=True,
        auto_reload=False,
        cache_size=-1,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.code_generator_class = Compiler
    environment.globals = {"autofocus": False, "language": language, "languages": languages, "words": words}
    environment.filters |= {
        "asset": assets.url,
        "choice_list": choice_list,
        "counted": texts.counted,
        "escaped": escaped,
        "facet_choices": facet_choices,
        "marked": marked,
        "result_list": result_list,
        "t": texts.text,
        "year_bars": year_bars,
    }
    environment.tests["heading"] = is_heading
    return environment


def render(template: str, /, **context: object) -> str:
    """A page in the language in use."""
    environment = site().templates[texts.language()]
    page = environment.get_template(template)
    # What all templates know is put together once here, as Jinja would do name by name.
    known = page.new_context(environment.globals | context, shared=True)
    return environment.concat(page.root_render_func(known))
