"""Every fault that the engine knows, by a stable code, in words of both languages."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from typing import Final


class Code(enum.StrEnum):
    # Syntax
    EXPECTED = "expected"
    EXPECTED_NAME = "expected_name"
    EXPECTED_VALUE = "expected_value"
    OPEN_STRING = "open_string"
    LONG_NUMBER = "long_number"
    LARGE_NUMBER = "large_number"
    LONG_EXPRESSION = "long_expression"
    DEEP_EXPRESSION = "deep_expression"
    AT_LITERAL = "at_literal"
    MIXED_ARGUMENTS = "mixed_arguments"
    DUPLICATE_ENTRY = "duplicate_entry"
    # Meaning
    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_PROPERTY = "unknown_property"
    UNKNOWN_FUNCTION = "unknown_function"
    UNKNOWN_TYPE = "unknown_type"
    TYPE_MISMATCH = "type_mismatch"
    NOT_BOOLEAN = "not_boolean"
    ARGUMENT_COUNT = "argument_count"
    ARGUMENT_NAMES = "argument_names"
    EXTERNAL_FUNCTION = "external_function"
    NO_LOGIC = "no_logic"
    CLOCK = "clock"
    UNROUNDED_DIVISION = "unrounded_division"
    # Models
    LARGE_MODEL = "large_model"
    NOT_XML = "not_xml"
    DOCUMENT_TYPE = "document_type"
    NOT_DMN = "not_dmn"
    DUPLICATE_ID = "duplicate_id"
    DUPLICATE_NAME = "duplicate_name"
    MISSING_ELEMENT = "missing_element"
    IMPORT_MISSING = "import_missing"
    IMPORT_OTHER = "import_other"
    MANY_IMPORTS = "many_imports"
    CYCLE = "cycle"
    LONG_CHAIN = "long_chain"
    HIT_POLICY = "hit_policy"
    AGGREGATION = "aggregation"
    MANY_NODES = "many_nodes"
    ROW_WIDTH = "row_width"
    ROWS_OVERLAP = "rows_overlap"
    TABLE_GAP = "table_gap"
    ROW_UNREACHABLE = "row_unreachable"
    ROW_NEVER = "row_never"
    UNITS_DIFFER = "units_differ"
    PATTERN = "pattern"
    PATTERN_NOT_LINEAR = "pattern_not_linear"
    # Evaluations that give null
    ARITHMETIC = "arithmetic"
    COMPARISON = "comparison"
    NO_RESULT = "no_result"
    NO_ENTRY = "no_entry"
    POSITION = "position"
    RANGE = "range"
    WRONG_TYPE = "wrong_type"
    NOT_A_FUNCTION = "not_a_function"
    SEVERAL_ROWS = "several_rows"
    NO_ROW = "no_row"
    INPUT_NOT_ALLOWED = "input_not_allowed"
    NULL_RESULT = "null_result"
    # Evaluations that stop
    MANY_STEPS = "many_steps"
    MANY_CALLS = "many_calls"
    LONG_LIST = "long_list"
    LONG_TEXT = "long_text"
    DEEP_EVALUATION = "deep_evaluation"
    NO_DECISION = "no_decision"
    NO_FUNCTION = "no_function"
    INPUT_TYPE = "input_type"


_TEXTS: Final[Mapping[Code, tuple[str, str]]] = {
    Code.EXPECTED: ("expected “{wanted}” but found “{found}”", "此处应为“{wanted}”，实际为“{found}”"),
    Code.EXPECTED_NAME: ("expected a name but found “{found}”", "此处应为名称，实际为“{found}”"),
    Code.EXPECTED_VALUE: ("expected a value but found “{found}”", "此处应为值，实际为“{found}”"),
    Code.OPEN_STRING: ("this text has no closing quotation mark", "文本缺少右引号"),
    Code.LONG_NUMBER: ("this number has too many digits", "数字位数过多"),
    Code.LARGE_NUMBER: ("this number is too large", "数字过大"),
    Code.LONG_EXPRESSION: ("this expression is too long", "表达式过长"),
    Code.DEEP_EXPRESSION: ("this expression is nested too deeply", "表达式嵌套过深"),
    Code.AT_LITERAL: (
        "“@” must be followed by a date, a time or a duration in quotation marks",
        "“@”之后应为带引号的日期、时间或时长",
    ),
    Code.MIXED_ARGUMENTS: ("arguments are either all named or all in order", "参数应全部按名称或者全部按顺序给出"),
    Code.DUPLICATE_ENTRY: ("the entry “{name}” is there twice", "条目“{name}”重复"),
    Code.UNKNOWN_NAME: ("nothing here is named “{name}”", "此处没有名为“{name}”的内容"),
    Code.UNKNOWN_PROPERTY: ("a {type} has no “{name}”", "{type}没有“{name}”"),
    Code.UNKNOWN_FUNCTION: ("there is no function “{name}”", "没有名为“{name}”的函数"),
    Code.UNKNOWN_TYPE: ("there is no type “{name}”", "没有名为“{name}”的类型"),
    Code.TYPE_MISMATCH: (
        "“{operator}” cannot be used between a {left} and a {right}",
        "“{operator}”不能用于{left}与{right}之间",
    ),
    Code.NOT_BOOLEAN: ("“{operator}” needs a boolean, not a {type}", "“{operator}”需要布尔值，而不是{type}"),
    Code.ARGUMENT_COUNT: ("“{name}” does not take {count} arguments", "“{name}”不接受{count}个参数"),
    Code.ARGUMENT_NAMES: ("“{name}” has no parameters of these names", "“{name}”没有这些名称的参数"),
    Code.EXTERNAL_FUNCTION: ("functions outside of the model are not called", "不调用模型之外的函数"),
    Code.NO_LOGIC: ("there is no expression", "没有表达式"),
    Code.CLOCK: ("“{name}” would make the decision depend on when it is taken", "“{name}”会使决定取决于作出的时刻"),
    Code.UNROUNDED_DIVISION: ("a division must stand inside a rounding function", "除法必须置于舍入函数之内"),
    Code.LARGE_MODEL: ("a model may have {most} bytes at most", "模型不得超过{most}字节"),
    Code.NOT_XML: ("this is not well-formed XML: {detail}", "不是格式正确的XML：{detail}"),
    Code.DOCUMENT_TYPE: ("a model must not have a document type declaration", "模型不得含有文档类型声明"),
    Code.NOT_DMN: ("this is no DMN 1.3, 1.4 or 1.5 model", "不是DMN 1.3、1.4或1.5模型"),
    Code.DUPLICATE_ID: ("the id of “{name}” is missing or not its own", "“{name}”缺少标识或者标识重复"),
    Code.DUPLICATE_NAME: ("two elements are named “{name}”", "两个元素同名：“{name}”"),
    Code.MISSING_ELEMENT: ("“{name}” requires “{needed}”, which is not there", "“{name}”所需的“{needed}”不存在"),
    Code.IMPORT_MISSING: ("the imported model “{name}” cannot be found", "找不到导入的模型“{name}”"),
    Code.IMPORT_OTHER: (
        "what was found for the import “{name}” is not the model “{wanted}”",
        "为导入“{name}”找到的不是模型“{wanted}”",
    ),
    Code.MANY_IMPORTS: ("a model may import {most} others at most", "一个模型最多导入{most}个其他模型"),
    Code.CYCLE: ("these require each other: {names}", "循环依赖：{names}"),
    Code.LONG_CHAIN: ("too many decisions stand on each other", "决策层层依赖过多"),
    Code.HIT_POLICY: ("there is no hit policy “{name}”", "没有名为“{name}”的命中策略"),
    Code.AGGREGATION: ("there is no aggregation “{name}”", "没有名为“{name}”的汇总方式"),
    Code.MANY_NODES: ("this model is too large", "模型过于庞大"),
    Code.ROW_WIDTH: ("this row has {count} cells instead of {wanted}", "该行有{count}个单元格，应为{wanted}个"),
    Code.ROWS_OVERLAP: ("rows {first} and {second} overlap at {place}", "第{first}行与第{second}行在{place}处重叠"),
    Code.TABLE_GAP: ("no row covers {place}", "没有一行适用于{place}"),
    Code.ROW_UNREACHABLE: (
        "row {row} can never answer: row {before} applies wherever it does, and comes first",
        "第{row}行永远不会生效：凡它适用之处，前面的第{before}行都先适用",
    ),
    Code.ROW_NEVER: ("row {row} never applies", "第{row}行永远不适用"),
    Code.UNITS_DIFFER: (
        "“{operator}” cannot be used between {left} and {right}: their units differ",
        "“{operator}”不能用于{left}与{right}之间：单位不同",
    ),
    Code.PATTERN: ("“{pattern}” is no pattern", "“{pattern}”不是正确的匹配模式"),
    Code.PATTERN_NOT_LINEAR: (
        "the pattern “{pattern}” uses back-references or subtraction, which policies may not",
        "匹配模式“{pattern}”使用了反向引用或字符集相减，政策中不允许",
    ),
    Code.ARITHMETIC: ("“{detail}” has no result for these values", "“{detail}”对这些值没有结果"),
    Code.COMPARISON: ("“{detail}” cannot compare these values", "“{detail}”无法比较这些值"),
    Code.NO_RESULT: ("“{detail}” has no result for these values", "“{detail}”对这些值没有结果"),
    Code.NO_ENTRY: ("there is no “{detail}”", "没有“{detail}”"),
    Code.POSITION: ("the list has no such position", "列表没有该位置"),
    Code.RANGE: ("these ends make no range", "两端不构成区间"),
    Code.WRONG_TYPE: ("this is no {detail}", "此值不是{detail}"),
    Code.NOT_A_FUNCTION: ("this is no function", "此值不是函数"),
    Code.SEVERAL_ROWS: ("several rows apply that must not", "多行同时适用，与命中策略不符"),
    Code.NO_ROW: ("no row applies", "没有适用的行"),
    Code.INPUT_NOT_ALLOWED: ("the table does not allow this input", "决策表不允许该输入"),
    Code.NULL_RESULT: ("“{detail}” has no value", "“{detail}”没有值"),
    Code.MANY_STEPS: ("this evaluation takes too many steps", "计算步骤过多"),
    Code.MANY_CALLS: ("functions call each other too deeply", "函数调用层次过深"),
    Code.LONG_LIST: ("this list is too long", "列表过长"),
    Code.LONG_TEXT: ("this text is too long", "文本过长"),
    Code.DEEP_EVALUATION: ("this evaluation is nested too deeply", "计算嵌套过深"),
    Code.NO_DECISION: ("the model “{model}” has no decision “{name}”", "模型“{model}”没有决策“{name}”"),
    Code.NO_FUNCTION: ("the model “{model}” has no function “{name}”", "模型“{model}”没有函数“{name}”"),
    Code.INPUT_TYPE: ("the input “{name}” is no {type}", "输入“{name}”不是{type}"),
}


_ADVICE: Final[Mapping[Code, tuple[str, str]]] = {
    Code.UNKNOWN_NAME: ("Did you mean “{near}”?", "是否应为“{near}”？"),
    Code.UNKNOWN_PROPERTY: ("Did you mean “{near}”?", "是否应为“{near}”？"),
    Code.UNKNOWN_FUNCTION: ("Did you mean “{near}”?", "是否应为“{near}”？"),
    Code.UNKNOWN_TYPE: ("Did you mean “{near}”?", "是否应为“{near}”？"),
    Code.ARGUMENT_NAMES: ("Its parameters are: {known}", "其参数为：{known}"),
    Code.MISSING_ELEMENT: ("Add the element, or remove the requirement.", "请补上该元素，或者删除该依赖。"),
    Code.TYPE_MISMATCH: (
        "Convert one side, for example with number(), string() or date().",
        "请转换其中一侧的类型，例如使用number()、string()或date()。",
    ),
    Code.NOT_BOOLEAN: ("Compare it with something, so that it is true or false.", "请加上比较，使其结果为真或假。"),
    Code.UNROUNDED_DIVISION: (
        "Write it as round half up(…, 2), multiplying before dividing.",
        "请写成round half up(…, 2)，先乘后除，只舍入一次。",
    ),
    Code.CLOCK: ("Use the date of the event, event_date.", "请使用事件日期event_date。"),
    Code.TABLE_GAP: ("Add a row for it, or a default output.", "请补一行，或者设置默认输出。"),
    Code.ROWS_OVERLAP: (
        "Narrow one of the two rows, or choose the hit policy FIRST.",
        "请收窄其中一行的条件，或者改用命中策略FIRST。",
    ),
    Code.ROW_UNREACHABLE: ("Delete it, or move it before row {before}.", "请删除该行，或者移到第{before}行之前。"),
    Code.ROW_NEVER: ("Delete it, or mend its conditions.", "请删除该行，或者更正其条件。"),
    Code.UNITS_DIFFER: (
        "Multiply or divide so that both sides are of the same unit.",
        "请先乘除换算，使两侧单位一致。",
    ),
    Code.DUPLICATE_NAME: ("Rename one of them.", "请给其中一个改名。"),
    Code.CYCLE: ("Remove one of these requirements.", "请删除其中一个依赖。"),
    Code.NOT_DMN: (
        "Save it as DMN 1.3, 1.4 or 1.5. BPMN, CMMN and older DMN are other formats.",
        "请另存为DMN 1.3、1.4或1.5。BPMN、CMMN和更早的DMN是其他格式。",
    ),
}

_PLACES: Final[Mapping[str, tuple[str, str]]] = {
    "decision": ("{value}", "{value}"),
    "row": ("row {value}", "第{value}行"),
    "column": ("column {value}", "第{value}列"),
    "line": ("line {value}", "文本第{value}行"),
    "character": ("character {value}", "第{value}个字符"),
}


def advice(code: Code, parameters: Mapping[str, object], language: str = "en") -> str:
    """What to do about a fault; nothing where the engine has no suggestion."""
    english, chinese = _ADVICE.get(code, ("", ""))
    text = chinese if language.lower().startswith("zh") else english
    try:
        return text.format_map(parameters)
    except KeyError:
        return ""


def place(places: Sequence[tuple[str, object]], language: str = "en") -> str:
    chinese = language.lower().startswith("zh")
    texts = [_PLACES[name][chinese].format(value=value) for name, value in places]
    return ("，" if chinese else ", ").join(texts)


def message(code: Code, parameters: Mapping[str, object], language: str = "en") -> str:
    """The sentence for a code; Chinese for any Chinese language tag, otherwise English."""
    english, chinese = _TEXTS[code]
    return (chinese if language.lower().startswith("zh") else english).format_map(parameters)
