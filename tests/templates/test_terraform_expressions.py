"""Expressions of Terraform's language: what they come to, what is unknown, and that nothing runs for long."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lambda_cost.templates.source import Source
from lambda_cost.templates.terraform.attribute_types import as_attribute
from lambda_cost.templates.terraform.language.loading import Loader
from lambda_cost.templates.terraform.language.values import Unknown
from tests.templates.expressions import scope_of, value


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2 * 3 - -4", 11),
        ("7 % 4 + 6 / 4", Decimal("4.5")),
        ("(1 + 2) * 3", 9),
        ("1.5e3", 1500),
        ("!true || 1 < 2 && 2 <= 2", True),
        ("1 > 2 || 2 >= 3", False),
        ('1 == 1 && 1 != "1"', True),
        ('true ? "yes" : "no"', "yes"),
        ("var.size > 256 ? 2 : 1", 2),
        ("null", None),
        ('[1, "a", true,]', [1, "a", True]),
        ('{ a = 1, "b" : 2, (upper("c")) = 3 }', {"a": 1, "b": 2, "C": 3}),
        ("{ true = 1, in = 2 }", {"true": 1, "in": 2}),
        ("local.map.a", 1),
        ('local.map["c-d"].e[1]', 4),
        ("local.list.1", "y"),
        ("local.list[*]", ["x", "y", "z"]),
        ('[for k, v in { b = 1, a = 2 } : "${k}=${v}"]', ["a=2", "b=1"]),
        ('[for i, v in local.list : i if v != "y"]', [0, 2]),
        ('{ for v in local.list : v => upper(v) if v != "x" }', {"y": "Y", "z": "Z"}),
        ('{ for v in ["aa", "ab", "b"] : substr(v, 0, 1) => v... }', {"a": ["aa", "ab"], "b": ["b"]}),
        ('"a ${local.map.b} $${no} %%{no} \\"q\\" \\u0041"', 'a two ${no} %{no} "q" A'),
        ('"${local.list}"', ["x", "y", "z"]),
        ('"${1.50}-${true}"', "1.5-true"),
        ("aws_sqs_queue.q.name", "orders"),
        ("aws_sqs_queue.many[1].name", "q1"),
        ("aws_sqs_queue.many[*].name", ["q0", "q1"]),
        ("aws_sqs_queue.many.*.name", ["q0", "q1"]),
        ("[for q in aws_sqs_queue.each : q.name]", ["first", "second"]),
        ('aws_sqs_queue.each["b"].name', "second"),
        ("aws_sqs_queue.q[*].name", ["orders"]),
        ("null[*]", []),
        ("[{ a = [1] }][*].a[0]", [1]),
        ("terraform.workspace", "default"),
        ("path.cwd", "."),
        ("try(local.map.nothing, local.nothing, 5)", 5),
        ("can(local.map.a) && !can(local.map.nothing)", True),
        ("max([1, 5, 2]...)", 5),
        ('<<EOT\nhello ${local.map.b}\n  "quoted"\nEOT\n', 'hello two\n  "quoted"\n'),
        ('<<-EOT\n    a\n      ${upper("b")}\n  EOT\n', "a\n  B\n"),
        ("abs(-2) + ceil(1.2) + floor(1.8) + signum(-3) + min(1, 2) + sum([1, 2])", 8),
        ('alltrue([true, "true"]) && anytrue([false, true])', True),
        ('base64encode("ab")', "YWI="),
        ('chomp("a\\n")', "a"),
        ("chunklist([1, 2, 3], 2)", [[1, 2], [3]]),
        ('coalesce(null, "", "a")', "a"),
        ("coalescelist([], [1])", [1]),
        ('compact(["a", "", null])', ["a"]),
        ("concat([1], [2])", [1, 2]),
        ('contains([1, "a"], "a")', True),
        ("distinct([1, 2, 1])", [1, 2]),
        ("element([1, 2, 3], 4)", 2),
        ('endswith("ab", "b") && startswith("ab", "a") && strcontains("abc", "b")', True),
        ("flatten([[1, [2]], [], 3])", [1, 2, 3]),
        ('format("%s-%03d-%5.1f|%-4s|%q|%t|%v|%x|%%|%+d", "a", 7, 2.25, "b", "c", true, null, 255, 5)',
         'a-007-  2.2|b   |"c"|true|null|ff|%|+5'),
        ('formatlist("%s-%s", "a", [1, 2])', ["a-1", "a-2"]),
        ('index(["a", "b"], "b")', 1),
        ('join(",", ["a", 1])', "a,1"),
        ('jsondecode("{\\"a\\": [1.5]}").a[0]', Decimal("1.5")),
        ('jsonencode({ b = [1, 2.5, null], a = "x" })', '{"a":"x","b":[1,2.5,null]}'),
        ("keys({ b = 1, a = 2 })", ["a", "b"]),
        ("values({ b = 1, a = 2 })", [2, 1]),
        ('length("abc") + length([1]) + length({ a = 1 })', 5),
        ('lookup({ a = 1 }, "b", 2)', 2),
        ('lookup({ a = 1 }, "a")', 1),
        ('lower("A")', "a"),
        ('title("ab cd")', "Ab Cd"),
        ("merge({ a = 1 }, null, { a = 2, b = 3 })", {"a": 2, "b": 3}),
        ("one([])", None),
        ("one([5])", 5),
        ("nonsensitive(sensitive(1))", 1),
        ("issensitive(1)", False),
        ('parseint("ff", 16)', 255),
        ("range(3)", [0, 1, 2]),
        ("range(1, 4)", [1, 2, 3]),
        ("range(4, 0, -2)", [4, 2]),
        ('replace("a-b", "-", "_")', "a_b"),
        ("reverse([1, 2])", [2, 1]),
        ("setintersection([1, 2], [2, 3])", [2]),
        ("setsubtract([1, 2], [2])", [1]),
        ("setunion([2], [1])", [1, 2]),
        ('setproduct(["a"], [1, 2])', [["a", 1], ["a", 2]]),
        ("slice([1, 2, 3], 1, 3)", [2, 3]),
        ('sort(["b", "a"])', ["a", "b"]),
        ('split(",", "a,b")', ["a", "b"]),
        ('split(",", "")', []),
        ('strrev("ab")', "ba"),
        ('substr("abc", 1, -1)', "bc"),
        ('tobool("true")', True),
        ("[tobool(null), tonumber(null), tostring(null)]", [None, None, None]),
        ("tolist([1])", [1]),
        ("tomap({ a = 1 })", {"a": 1}),
        ('tonumber("12")', 12),
        ('toset(["b", "a", "b"])', ["a", "b"]),
        ("tostring(1.0)", "1"),
        ("tostring(0)", "0"),
        ('transpose({ a = ["x", "y"], b = ["x"] })', {"x": ["a", "b"], "y": ["a"]}),
        ('trim("xax", "x")', "a"),
        ('trimprefix("abc", "a")', "bc"),
        ('trimsuffix("abc", "c")', "ab"),
        ('trimspace(" a ")', "a"),
        ('upper("a")', "A"),
        ('zipmap(["a"], [1])', {"a": 1}),
        ('md5("")', "d41d8cd98f00b204e9800998ecf8427e"),
        ('sha1("")', "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ('sha256("")', "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ('basename("a/b")', "b"),
        ('dirname("a/b")', "a"),
        ('abspath("a")', "a"),
        ('regex("[a-z]+-([0-9]+)", "mem-512")', ["512"]),
        ('regex("^(?P<env>[a-z]+)-(?P<mb>\\\\d+)$", "prod-512")', {"env": "prod", "mb": "512"}),
        ('regex("[0-9]+", "mem-512-9")', "512"),
        ('length(regexall("a", "banana"))', 3),
        ('replace("a1b22", "/[0-9]+/", "-")', "a-b-"),
        ('replace("mem-512", "/([a-z]+)-([0-9]+)/", "$2-$1$9$x")', "512-mem"),
        ('replace("a", "/a/", "$$2")', "$2"),
        ("pow(2, 10)", 1024),
        ('indent(2, "a\\nb")', "a\n  b"),
        ('csvdecode("name,mb\\na,512\\n")', [{"name": "a", "mb": "512"}]),
        ('base64decode("YQ==")', "a"),
        ('matchkeys(["x", "y"], [1, 2], [2])', ["y"]),
        ('templatestring("$${a}-%%{ if a == 1 }one%%{ endif }", { a = 1 })', "1-one"),
        ('"%{ if var.size > 500 }large%{ else }small%{ endif }"', "large"),
        ('"%{ if var.size > 900 }large%{ else }small%{ endif }"', "small"),
        ('"%{ if false }large%{ endif }"', ""),
        ('"%{ for x in local.list }${x}.%{ endfor }"', "x.y.z."),
        ('"%{ for k, v in { a = 1, b = 2 } }%{ if v > 1 }${k}%{ endif }%{ endfor }"', "b"),
        ("<<EOT\n%{ for x in local.list ~}\n  ${x}\n%{ endfor ~}\nend\nEOT\n", "  x\n  y\n  z\nend\n"),
        ("<<EOT\na\n  %{~ if true }b%{ endif }\nEOT\n", "ab\n"),
        ('"a  %{~ if true ~}  b%{ endif }"', "ab"),
    ],
)  # fmt: skip
def test_what_can_be_known_is_what_terraform_says(expression: str, expected: Any) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("var.none", "is var.none, which has no value (say it with --parameter none=…)"),
        ("var.gone", "names var.gone, which is not there"),
        ("local.gone", "names local.gone"),
        ("data.aws_region.here.name", "is read from data.aws_region.here when Terraform plans"),
        ("aws_sqs_queue.q.arn", "is aws_sqs_queue.q.arn, which is known only after apply"),
        ("aws_sqs_queue.open[0].name", "is of aws_sqs_queue.open, whose instances are not known"),
        ("aws_sqs_queue.gone.name", "names aws_sqs_queue.gone, which is not there"),
        ("aws_sqs_queue.many[5].name", "has no item 5"),
        ("module.gone.x", "is of module.gone, which is not read"),
        ("each.key", "depends on each, which is not known here"),
        ("terraform.env", "is terraform.env"),
        ("path.nowhere", "is a path"),
        ("local.loop", "leads back to local.loop"),
        ("local.wrong", "is no text, number or boolean"),
        ("local.map.nothing", "has no attribute nothing"),
        ("var.size.x", "has no attribute x"),
        ('regex("(a+)+b", "aa")', "uses a regular expression that is not evaluated here"),
        ('regex("a*a*a*a*a*a*b", "aaaaaaaaaaaa")', "uses a regular expression that is not evaluated here"),
        (f'regexall("{"(a|aa)" * 20}b", "aaaa")', "uses a regular expression that is not evaluated here"),
        ('regexall("(?=a)", "aa")', "uses a regular expression that is not evaluated here"),
        ('regex("[[:alpha:]]", "aa")', "uses a regular expression that is not evaluated here"),
        ('regex("a$", "a\\n")', "uses a regular expression that is not evaluated here"),
        ('regex("b", "aa")', "calls regex() with a pattern that does not match"),
        ('regex("(", "aa")', "has a regular expression that is not understood"),
        ('replace("aa", "/(a)+/", "b")', "uses a regular expression that is not evaluated here"),
        ('replace(join("", range(900)), "/./", join("", range(9000)))', "makes more than 10,000,000 characters"),
        ('replace(join("", range(900)), "0", join("", range(90000)))', "makes more than 10,000,000 characters"),
        ('join(join("", range(9000)), range(9000))', "makes more than 10,000,000 characters"),
        ('indent(1e9, "a\\nb")', "makes more than 10,000,000 characters"),
        ("pow(2, 1e9)", "calls pow() with too large an exponent"),
        ("pow(3, -1)", "calls pow() with what it does not take"),
        ('csvdecode("a\\n\\"b")', "calls csvdecode() with what it does not take"),
        ('csvdecode("a,b\\n1,2,3\\n")', "calls csvdecode() with what it does not take"),
        ('csvdecode("a,b\\n1\\n")', "calls csvdecode() with what it does not take"),
        ('csvdecode("a,a\\n1,2\\n")', "calls csvdecode() with what it does not take"),
        ('csvdecode("")', "calls csvdecode() with what it does not take"),
        ('fileset(".", "*")', "is of files in ., which is outside of what is read"),
        ('provider::aws::arn_parse("x")', "uses provider::aws::arn_parse()"),
        ("timestamp()", "uses timestamp()"),
        ("upper()", "calls upper() with what it does not take"),
        ("element([], 0)", "calls element() with what it does not take"),
        ('lookup({}, "a")', "has no key a"),
        ("length(1)", "has no length"),
        ("merge([])", "is no mapping"),
        ("concat({})", "is no list"),
        ("try(local.gone)", "tries what is all wrong"),
        ("1 / 0", "divides by zero"),
        ("1e150 * 1e150", "too large a number"),
        ("-1e999", "is no number"),
        ("1e999999999 + 1", "is no number"),
        ("range(1e9)", "makes more than 100,000 items"),
        ("setproduct(range(1000), range(1000))", "makes more than 100,000 items"),
        ("[1][1.5]", "is no whole number"),
        ('[1]["a"]', "is no number"),
        ('tonumber("nan")', "is no number"),
        ('tobool("perhaps")', "is no boolean"),
        ('!"perhaps"', "is no boolean"),
        ('"${[1]}x"', "is made of a list or a mapping"),
        ('"${aws_sqs_queue.q}x"', "is made of aws_sqs_queue.q"),
        ('"%{ if var.none }a%{ endif }"', "is var.none"),
        ('"%{ for x in var.none }a%{ endfor }"', "is var.none"),
        ('"%{ if true }a"', "has a template whose directives do not fit together"),
        ("<<EOT\na%{ endif }\nEOT\n", "has a template whose directives do not fit together"),
        ("<<EOT\n%{ for x in [1] }a%{ endif }\nEOT\n", "has a template whose directives do not fit together"),
        ("<<EOT\n%{ while true }a\nEOT\n", "has a template that is not understood"),
        ("<<EOT\n${ 1 + }\nEOT\n", "has a template that is not understood"),
        ("<<EOT\n${ 1\nEOT\n", "has a template that is not understood"),
        ('format("%d")', "too few values, or too wide"),
        ('format("%9999d", 1)', "too few values, or too wide"),
        ('format("%e", 1)', "calls format() with %e"),
        ("[for x in 5 : x]", "goes through what is no list or mapping"),
        ("{ (var.none) = 1 }", "is var.none"),
        ("{ for x in [1] : var.none => x }", "is var.none"),
        ("[for x in [1] : x if var.none]", "is var.none"),
        ("[for x in var.none : x]", "is var.none"),
        ("var.none ? 1 : 2", "is var.none"),
        ("var.none[0]", "is var.none"),
        ("[1][var.none]", "is var.none"),
        ("var.none[*].a", "is var.none"),
        ("var.none.a", "is var.none"),
        ("-var.none", "is var.none"),
        ("var.none + 1", "is var.none"),
        ("var.none && true", "is var.none"),
        ("true && var.none", "is var.none"),
        ('join(",", ["a", var.none])', "is var.none"),
        ('"${local}x"', "is made of local"),
        ("jsonencode(aws_sqs_queue.q)", "is aws_sqs_queue.q, of which only parts are known"),
        ("upper(var.none)", "is var.none"),
        ('yamldecode("{")', "is YAML that is not understood"),
        ('file("x.json")', "is in a file that is not read"),
        ("foo.bar.baz", "names foo.bar, which is not there"),
    ],
)  # fmt: skip
def test_what_cannot_be_known_says_why(expression: str, why: str) -> None:
    found = value(expression)
    assert isinstance(found, Unknown)
    assert why in found.why


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("var.none && false", False),
        ("true || var.none", True),
        ("merge({ a = 1 }, { b = var.none }).a", 1),
        ("try(var.none, 1)", None),
    ],
)
def test_what_is_unknown_beside_it_does_not_matter_where_it_decides_nothing(expression: str, expected: Any) -> None:
    found = value(expression)
    assert found == expected or (expected is None and isinstance(found, Unknown))


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("number", '"5"', 5),
        ("number", '"x"', "x"),
        ("string", "5", "5"),
        ("any", "[1]", [1]),
        ("list(number)", '["1"]', [1]),
        ("set(string)", '["b", "a", "b"]', ["a", "b"]),
        ("map(number)", '{ a = "1" }', {"a": 1}),
        ("map", "{ a = 1 }", {"a": 1}),
        ("object({ a = number, b = optional(number, 3), c = optional(string) })", '{ a = "1" }', {"a": 1, "b": 3, "c": None}),
        ("object({ a = optional(object({ b = optional(number, 2) }), {}) })", "{}", {"a": {"b": 2}}),
        ("object({ a = optional(number, 2) })", '{ a = "7" }', {"a": 7}),
        ("object(any)", "{ a = 1 }", {"a": 1}),
        ("tuple([string])", "[1]", [1]),
        ("list(string)", '"x"', "x"),
        ('"string"', "5", 5),
        ("null", "5", 5),
    ],
)
def test_a_variable_has_its_type_and_the_defaults_of_its_attributes(kind: str, given: str, expected: Any) -> None:
    assert value("var.v", f'variable "v" {{\n  type = {kind}\n  default = {given}\n}}\n') == expected


def test_nothing_is_the_default_where_it_is_not_allowed() -> None:
    names = 'variable "v" {\n  type = number\n  default = 5\n  nullable = NULLABLE\n}\n'
    for nullable, expected in (("false", 5), ("true", None)):
        scope = scope_of(names.replace("NULLABLE", nullable) + "locals {\n  x = var.v\n}\n")
        scope.given["v"] = None
        assert scope.evaluator.value(scope.locals["x"], scope) == expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [("memory_size", "512", 512), ("publish", "false", False), ("publish", "perhaps", "perhaps"), ("runtime", "512", "512")],
)
def test_text_becomes_what_the_provider_makes_of_it(name: str, text: str, expected: Any) -> None:
    assert as_attribute(name, text) == expected


def test_files_beside_it_are_read_and_none_outside(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "f.json").write_text('{"memory": 512}', encoding="utf-8")
    (tmp_path / "in" / "f.yaml").write_text("memory: 256\n", encoding="utf-8")
    (tmp_path / "in" / "t.tftpl").write_text("${name}-${size}", encoding="utf-8")
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    expressions = {
        "a": 'jsondecode(file("${path.module}/f.json")).memory',
        "b": 'yamldecode(file("f.yaml")).memory',
        "c": 'templatefile("./t.tftpl", { name = "x", size = 3 })',
        "d": 'fileexists("f.json") && !fileexists("gone")',
        "e": 'file("../secret")',
        "f": 'templatefile("gone", {})',
        "g": 'fileset(path.module, "{f,g}.*")',
        "h": 'fileset(".", "**/f.y?ml")',
        "i": 'fileset("..", "*")',
        "j": 'fileset(".", "[ab]*")',
    }
    text = "locals {\n" + "".join(f"  {name} = {each}\n" for name, each in expressions.items()) + "}\n"
    (tmp_path / "in" / "main.tf").write_text(text, encoding="utf-8")
    scope = Loader(Source.open(tmp_path / "in")).root()
    found = {name: scope.evaluator.value(tree, scope) for name, tree in scope.locals.items()}
    assert [found[name] for name in "abcd"] == [512, 256, "x-3", True]
    assert "outside" in found["e"].why
    assert "is not there" in found["f"].why
    assert [found[name] for name in "gh"] == [["f.json", "f.yaml"], ["f.yaml"]]
    assert "outside" in found["i"].why
    assert "the pattern [ab]* is not understood" in found["j"].why
