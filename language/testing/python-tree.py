"""Reads {"name": program text} from stdin and writes {"name": tree as one line of text} to stdout."""
import ast
import json
import sys

SYMBOLS = {
    ast.Add: '+', ast.Sub: '-', ast.Mult: '*', ast.Div: '/', ast.Mod: '%', ast.Pow: '**', ast.MatMult: '@',
    ast.Lt: '<', ast.LtE: '<=', ast.Gt: '>', ast.GtE: '>=', ast.Eq: '==', ast.NotEq: '!=',
    ast.And: 'and', ast.Or: 'or', ast.USub: '-', ast.Not: 'not',
}


def show(node):
    if isinstance(node, list):
        return '{' + '; '.join(show(part) for part in node) + '}'
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Constant):
        value = node.value
        return json.dumps(float(value) if type(value) is int else value)
    if isinstance(node, ast.UnaryOp):
        return f'({SYMBOLS[type(node.op)]} {show(node.operand)})'
    if isinstance(node, ast.BinOp):
        return f'({show(node.left)} {SYMBOLS[type(node.op)]} {show(node.right)})'
    if isinstance(node, ast.BoolOp):
        text = show(node.values[0])
        for value in node.values[1:]:
            text = f'({text} {SYMBOLS[type(node.op)]} {show(value)})'
        return text
    if isinstance(node, ast.Compare):
        (op,), (right,) = node.ops, node.comparators
        return f'({show(node.left)} {SYMBOLS[type(op)]} {show(right)})'
    if isinstance(node, ast.Call):
        return f'{node.func.id}({", ".join(map(show, node.args))})'
    if isinstance(node, ast.Tuple):
        return ', '.join(map(show, node.elts))
    if isinstance(node, ast.Assign):
        return f'{show(node.targets[0])} = {show(node.value)}'
    if isinstance(node, ast.AnnAssign):
        return f'{show(node.target)}: {show(node.annotation)} = {show(node.value)}'
    if isinstance(node, ast.Return):
        return f'return {show(node.value)}'
    if isinstance(node, ast.If):
        return f'if {show(node.test)} {show(node.body)} else {show(node.orelse)}'
    if isinstance(node, ast.For):
        return f'for {show(node.target)} in {show(node.iter)} {show(node.body)}'
    if isinstance(node, ast.Pass):
        return 'pass'
    if isinstance(node, ast.ImportFrom):
        names = (f'{a.name} as {a.asname}' if a.asname else a.name for a in node.names)
        return f'from {node.module} import {", ".join(names)}'
    if isinstance(node, ast.Expr):
        return f'doc {show(node.value)}'
    if isinstance(node, ast.FunctionDef):
        return f'def {node.name}({", ".join(a.arg for a in node.args.args)}) {show(node.body)}'
    raise SystemExit(f'no rule for {ast.dump(node)}')


programs = json.load(sys.stdin)
json.dump({name: show(ast.parse(text).body) for name, text in programs.items()}, sys.stdout)
