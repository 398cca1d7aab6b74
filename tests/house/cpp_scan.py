"""A small scanner of C++: line comments, and the functions of a file with their length."""
import re

TOKEN = re.compile(
    r'(?P<line>//[^\n]*)|(?P<block>/\*.*?\*/)|(?P<raw>R"(?P<mark>[^()\s\\]*)\(.*?\)(?P=mark)")'
    r'|(?P<string>"(?:\\.|[^"\\\n])*")|(?P<digits>\b\d[\w\']*)|(?P<char>\'(?:\\.|[^\'\\\n])+\')',
    re.S)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\\n|\\.)*", re.M)
SCOPE = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b[^()=;]*$")
TAIL = re.compile(
    r"\s*(?:(?:const|noexcept|override|final|mutable|&&?)\s*)*(?:(?:->|requires\b).*)?", re.S)
NAME = re.compile(r"([~\w:]+|operator\s*[^\s(]+)\s*\(")


def line_comments(text):
    """(line number, comment) of comments that stand alone on their line."""
    found = []
    for match in TOKEN.finditer(text):
        if match.group("line") is not None:
            before = text[text.rfind("\n", 0, match.start()) + 1:match.start()]
            if not before.strip():
                found.append((text.count("\n", 0, match.start()) + 1, match.group("line")))
    return found


def blanked(text):
    """The text with comments, literals and directives blanked; newlines stay where they are."""
    def blank(match):
        if match.group("digits") is not None:
            return match.group()
        return re.sub(r"[^\n]", " ", match.group())
    return DIRECTIVE.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), TOKEN.sub(blank, text))


def is_scope(head):
    """Whether the text before an opening brace is that of a namespace or a type."""
    bare = re.sub(r"template\s*<[^{}]*>\s*(?=class|struct|union|requires|\w)", "", head)
    bare = re.sub(r"\b(alignas|__attribute__)\s*\([^()]*\)", "", bare)
    return SCOPE.search(bare) is not None or bare.strip() == "extern"


def is_function(head):
    """Whether the text before an opening brace ends where the body of a function begins."""
    if "(" not in head:
        return False
    before = head[:head.index("(")]
    if "=" in before and "operator" not in before and not re.search(r"=\s*\[", before):
        return False
    return TAIL.fullmatch(re.split(r"[)}]", head)[-1]) is not None


def functions(text):
    """(name, first line of the head, lines from there to the closing brace) of each function."""
    code = blanked(text)
    found, stack, head_start = [], [], 0
    for match in re.finditer(r"[{};]", code):
        at, sign = match.start(), match.group()
        inside = any(kind == "body" for kind, *_ in stack)
        if sign == "{":
            head = code[head_start:at]
            if inside:
                stack.append(("block",))
            elif is_scope(head):
                stack.append(("scope",))
            elif is_function(head):
                names = NAME.findall(head)
                first = head_start + len(head) - len(head.lstrip())
                stack.append(("body", names[0] if names else "?",
                              code.count("\n", 0, first) + 1))
            else:
                stack.append(("block",))
        elif sign == "}" and stack:
            kind, *rest = stack.pop()
            if kind == "body":
                found.append((*rest, code.count("\n", 0, at) + 2 - rest[1]))
            elif kind == "block" and not inside:
                continue  # an initialiser in braces: the head goes on
        elif sign == ";" and code.count("(", head_start, at) > code.count(")", head_start, at):
            continue
        if sign == "{" and stack[-1] == ("block",) and not inside:
            continue
        head_start = at + 1
    return found
