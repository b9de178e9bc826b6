"""From bytes to a document. XML is read without document types, entities or network: a model is somebody's upload."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from lxml import etree

from eligibility.engine.dmn import source
from eligibility.engine.findings import Finding, ModelError
from eligibility.engine.limits import DEFAULT, Limits
from eligibility.engine.messages import Code

NAMESPACES: Final = {
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
TONGBAN: Final = "https://tongban.example/dmn/1"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"

Node = etree._Element


def read(content: bytes, limits: Limits = DEFAULT) -> source.Document:
    """The document, or ModelError: not XML, too large, with a document type, or of another standard."""
    root = _root(content, limits)
    namespace = etree.QName(root).namespace
    if namespace not in NAMESPACES or etree.QName(root).localname != "definitions":
        raise _refused(Code.NOT_DMN)
    reader = _Reader(str(namespace))
    return reader.document(root)


def _root(content: bytes, limits: Limits) -> Node:
    if len(content) > limits.xml_bytes:
        raise _refused(Code.LARGE_MODEL, most=limits.xml_bytes)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _refused(Code.NOT_XML, detail=error) from None
    about: Any = root.getroottree().docinfo
    if about.doctype:
        raise _refused(Code.DOCUMENT_TYPE)
    return root


def _refused(code: Code, **parameters: object) -> ModelError:
    return ModelError([Finding(code, parameters)])


class _Reader:
    """Reads elements of one namespace; whatever else is there (diagrams, other vendors' extensions) is left alone."""

    def __init__(self, namespace: str) -> None:
        self._prefix = "{" + namespace + "}"
        self._boxes: Final[dict[str, Callable[[Node], source.Box]]] = {
            "literalExpression": self._literal,
            "context": self._context,
            "decisionTable": self._table,
            "invocation": self._invocation,
            "functionDefinition": self.function,
            "list": self._list,
            "relation": self._relation,
            "conditional": self._conditional,
            "filter": self._filter,
            "for": self._iteration,
            "some": self._iteration,
            "every": self._iteration,
        }

    def document(self, root: Node) -> source.Document:
        services = tuple(self._service(node) for node in self._all(root, "decisionService"))
        return source.Document(
            name=root.get("name", ""),
            namespace=root.get("namespace", ""),
            imports=tuple(
                source.Import(
                    node.get("name", ""),
                    node.get("namespace", ""),
                    node.get("locationURI", ""),
                    node.get("importType", ""),
                )
                for node in self._all(root, "import")
            ),
            items=tuple(self._item(node) for node in self._all(root, "itemDefinition")),
            inputs=tuple(self._element(node) for node in self._all(root, "inputData")),
            decisions=tuple(self._element(node) for node in self._all(root, "decision")),
            functions=tuple(self._element(node) for node in self._all(root, "businessKnowledgeModel")),
            services=services,
            articles={node.get("id", ""): self._article(node) for node in self._all(root, "knowledgeSource")},
        )

    # Finding things

    def _all(self, node: Node, name: str) -> Iterator[Node]:
        return node.iterchildren(self._prefix + name)

    def _first(self, node: Node, *names: str) -> Node | None:
        for name in names:
            found = node.find(self._prefix + name)
            if found is not None:
                return found
        return None

    def _text(self, node: Node | None, name: str = "text") -> str:
        found = None if node is None else self._first(node, name)
        return "" if found is None else "".join(str(part) for part in found.itertext()).strip()

    def _box(self, node: Node | None) -> source.Box | None:
        """The boxed expression that is a child of a node."""
        if node is None:
            return None
        for child in node.iterchildren(tag=etree.Element):
            read_box = self._boxes.get(etree.QName(child).localname)
            if read_box is not None and str(child.tag).startswith(self._prefix):
                return read_box(child)
        return None

    # Elements of the decision requirements graph

    def _element(self, node: Node) -> source.Element:
        variable = self._first(node, "variable")
        declared = "" if variable is None else variable.get("typeRef", "")
        logic = self._first(node, "encapsulatedLogic")
        return source.Element(
            id=node.get("id", "") or node.get("name", ""),
            name=node.get("name", ""),
            type=declared,
            titles=self._texts(node, "title"),
            explanations=self._texts(node, "explain"),
            description=self._text(node, "description"),
            requires=tuple(self._references(node, "informationRequirement", "knowledgeRequirement")),
            authorities=tuple(self._references(node, "authorityRequirement")),
            box=self._box(node) if logic is None else self.function(logic),
        )

    def _references(self, node: Node, *kinds: str) -> Iterator[str]:
        for kind in kinds:
            for requirement in self._all(node, kind):
                for target in requirement.iterchildren(tag=etree.Element):
                    if target.get("href"):
                        yield target.get("href", "")

    def _service(self, node: Node) -> source.Service:
        def targets(name: str) -> tuple[str, ...]:
            return tuple(each.get("href", "") for each in self._all(node, name))

        return source.Service(
            self._element(node), targets("outputDecision"), targets("inputDecision"), targets("inputData")
        )

    def _article(self, node: Node) -> source.Article:
        own = self._extension(node)
        return source.Article(
            name=node.get("name", ""),
            document=own.get("document", ""),
            article=self._texts(node, "article"),
            titles=self._texts(node, "title"),
            url=_web_address(node.get("locationURI", "") or own.get("url", "")),
            valid_from=own.get("valid_from", ""),
            valid_to=own.get("valid_to", ""),
        )

    def _extension(self, node: Node) -> dict[str, str]:
        """Our extension elements without a language."""
        return {
            etree.QName(each).localname: (each.text or "").strip()
            for each in self._extensions(node)
            if each.get(_LANGUAGE) is None
        }

    def _texts(self, node: Node, name: str) -> dict[str, str]:
        return {
            each.get(_LANGUAGE, "").lower(): (each.text or "").strip()
            for each in self._extensions(node)
            if etree.QName(each).localname == name and each.get(_LANGUAGE)
        }

    def _extensions(self, node: Node) -> Iterator[Node]:
        extensions = self._first(node, "extensionElements")
        if extensions is not None:
            yield from extensions.iterchildren("{" + TONGBAN + "}*")

    # Types

    def _item(self, node: Node) -> source.ItemDefinition:
        function = self._first(node, "functionItem")
        return source.ItemDefinition(
            name=node.get("name", ""),
            base=self._text(node, "typeRef"),
            allowed=self._text(self._first(node, "allowedValues")),
            constraint=self._text(self._first(node, "typeConstraint")),
            collection=node.get("isCollection") == "true",
            components=tuple(self._item(each) for each in self._all(node, "itemComponent")),
            function=None if function is None else self._function_item(function),
            unit=self._extension(node).get("unit"),
        )

    def _function_item(self, node: Node) -> tuple[tuple[str, ...], str]:
        parameters = tuple(
            each.get("typeRef", "") or self._text(each, "typeRef") for each in self._all(node, "parameters")
        )
        return parameters, node.get("outputTypeRef", "")

    # Boxed expressions

    def _literal(self, node: Node) -> source.Box:
        return source.LiteralBox(node.get("typeRef", ""), self._text(node))

    def _context(self, node: Node) -> source.Box:
        entries = []
        for entry in self._all(node, "contextEntry"):
            variable = self._first(entry, "variable")
            name = "" if variable is None else variable.get("name", "")
            declared = "" if variable is None else variable.get("typeRef", "")
            entries.append((name, declared, self._box(entry)))
        return source.ContextBox(node.get("typeRef", ""), tuple(entries))

    def _list(self, node: Node) -> source.Box:
        items = tuple(
            self._boxes[etree.QName(child).localname](child)
            for child in node.iterchildren(tag=etree.Element)
            if etree.QName(child).localname in self._boxes
        )
        return source.ListBox(node.get("typeRef", ""), items)

    def _relation(self, node: Node) -> source.Box:
        columns = tuple(each.get("name", "") for each in self._all(node, "column"))
        rows = tuple(
            tuple(
                self._boxes[etree.QName(cell).localname](cell)
                for cell in row.iterchildren(tag=etree.Element)
                if etree.QName(cell).localname in self._boxes
            )
            for row in self._all(node, "row")
        )
        return source.RelationBox(node.get("typeRef", ""), columns, rows)

    def _invocation(self, node: Node) -> source.Box:
        bindings = []
        for binding in self._all(node, "binding"):
            parameter = self._first(binding, "parameter")
            bindings.append(("" if parameter is None else parameter.get("name", ""), self._box(binding)))
        return source.InvocationBox(node.get("typeRef", ""), self._box(node), tuple(bindings))

    def function(self, node: Node) -> source.Box:
        parameters = tuple(
            (each.get("name", ""), each.get("typeRef", "")) for each in self._all(node, "formalParameter")
        )
        return source.FunctionBox(node.get("typeRef", ""), parameters, self._box(node), node.get("kind", "FEEL"))

    def _conditional(self, node: Node) -> source.Box:
        condition, then, otherwise = (self._box(self._first(node, name)) for name in ("if", "then", "else"))
        return source.ConditionalBox(node.get("typeRef", ""), condition, then, otherwise)

    def _filter(self, node: Node) -> source.Box:
        base, condition = (self._box(self._first(node, name)) for name in ("in", "match"))
        return source.FilterBox(node.get("typeRef", ""), base, condition)

    def _iteration(self, node: Node) -> source.Box:
        return source.IterationBox(
            node.get("typeRef", ""),
            etree.QName(node).localname,
            node.get("iteratorVariable", ""),
            self._box(self._first(node, "in")),
            self._box(self._first(node, "return", "satisfies")),
        )

    def _table(self, node: Node) -> source.Box:
        return source.TableBox(
            node.get("typeRef", ""),
            node.get("hitPolicy", "UNIQUE"),
            node.get("aggregation", ""),
            tuple(self._input(each) for each in self._all(node, "input")),
            tuple(self._output(each) for each in self._all(node, "output")),
            tuple(self._row(each) for each in self._all(node, "rule")),
        )

    def _input(self, node: Node) -> source.InputColumn:
        expression = self._first(node, "inputExpression")
        declared = "" if expression is None else expression.get("typeRef", "")
        text = self._text(expression)
        return source.InputColumn(
            node.get("label", "") or text, text, declared, self._text(self._first(node, "inputValues"))
        )

    def _output(self, node: Node) -> source.OutputColumn:
        return source.OutputColumn(
            node.get("name", ""),
            node.get("typeRef", ""),
            self._text(self._first(node, "outputValues")),
            self._text(self._first(node, "defaultOutputEntry")),
        )

    def _row(self, node: Node) -> source.Row:
        def texts(name: str) -> tuple[str, ...]:
            return tuple(self._text(each) for each in self._all(node, name))

        return source.Row(texts("inputEntry"), texts("outputEntry"), texts("annotationEntry"))


def _web_address(written: str) -> str:
    """A link that a page may show: of a law's text on the web, never a script or a file."""
    return written if written.startswith(("https://", "http://")) else ""
