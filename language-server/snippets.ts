/** Pieces of programs that completion offers whole, in the editor's snippet syntax. */

export interface Snippet {
  readonly label: string;
  /** What it stands for, in a few words. */
  readonly detail: string;
  readonly body: string;
}

/** Whole update rules, for a file that has none yet. */
export const RULES: readonly Snippet[] = [
  {
    label: 'sgd',
    detail: 'rule: gradient descent',
    body: `"""\${1:Gradient descent.}"""

def train(w, g, lr):
  return lr * g$0
`,
  },
  {
    label: 'momentum',
    detail: 'rule: heavy-ball momentum',
    body: `"""\${1:Gradient descent with heavy-ball momentum.}"""
\${2:momentum}: hyper(0, 0.999, log1m) = \${3:0.9}  #: share of the velocity that stays

def train(w, g, \${4:velocity}, lr):
  \${4:velocity} = \${2:momentum} * \${4:velocity} + g
  return lr * \${4:velocity}, \${4:velocity}$0
`,
  },
  {
    label: 'adam',
    detail: 'rule: Adam with decoupled weight decay',
    body: `"""\${1:Adam with decoupled weight decay.}"""
lr:    hyper(1e-5, 1e-1, log)    = 1e-3
beta1: hyper(0.5, 0.99, log1m)   = 0.9    #: decay of the first moment
beta2: hyper(0.9, 0.9999, log1m) = 0.999  #: decay of the second moment
eps:   hyper(1e-12, 1e-3, log)   = 1e-8   #: floor of the divisor
wd:    hyper(0, 1)               = 0.01   #: decoupled weight decay

def train(w, g, m, v, lr):
  m = interp(g, m, beta1)
  v = interp(square(g), v, beta2)
  update = debias(m, beta1) / (sqrt(debias(v, beta2)) + eps)
  return lr * (update + wd * w), m, v$0
`,
  },
  {
    label: 'lion',
    detail: 'rule: the sign of an interpolated momentum',
    body: `"""\${1:Lion: the sign of an interpolated momentum.}"""
beta1: hyper(0.5, 0.99, log1m)   = 0.9
beta2: hyper(0.9, 0.9999, log1m) = 0.99
wd:    hyper(0, 10)              = 0.1

def train(w, g, m, lr):
  update = sign(interp(g, m, beta1))
  m = interp(g, m, beta2)
  return lr * (update + wd * w), m$0
`,
  },
];

/** What may start a line of the file itself. */
export const DECLARATIONS: readonly Snippet[] = [
  {
    label: 'hyper',
    detail: 'a tunable number',
    body: '${1:beta}: hyper(${2:0.5}, ${3:0.99}, ${4|log1m,log,linear,int|}) = ${5:0.9}  #: ${6:what it does}$0',
  },
  { label: 'flag', detail: 'a switch', body: '${1:nesterov}: flag = ${2|True,False|}$0' },
  {
    label: 'choice',
    detail: 'one of several texts',
    body: '${1:mode}: choice("${2:a}", "${3:b}") = "${2:a}"$0',
  },
  {
    label: 'state',
    detail: 'a slot that does not start at zero',
    body: '${1:slow}: state = ${2:w}$0',
  },
  {
    label: 'train',
    detail: 'the optimizer itself',
    body: 'def train(w, g, ${1:m}, lr):\n  ${1:m} = ${2:interp(g, ${1:m}, 0.9)}\n  return lr * ${1:m}, ${1:m}$0\n',
  },
  {
    label: 'eval_point',
    detail: 'the weights to evaluate, where they are not w',
    body: 'def eval_point(w, ${1:slow}):\n  return ${2:interp(w, ${1:slow}, 0.9)}$0\n',
  },
  {
    label: 'def',
    detail: 'a helper',
    body: 'def ${1:helper}(${2:x}):\n  return ${3:x}$0\n',
  },
];

/** What may start a line inside a function. */
export const STATEMENTS: readonly Snippet[] = [
  {
    label: 'ema',
    detail: 'moving average of the gradient',
    body: '${1:m} = interp(${2:g}, ${1:m}, ${3:0.9})$0',
  },
  {
    label: 'clip gradient',
    detail: 'limit the norm of all gradients together',
    body: 'g = clip(g, ${1:1})$0',
  },
  {
    label: 'weight decay',
    detail: 'decay beside the update, times the learning rate',
    body: '${1:update} = ${1:update} + lr * ${2:0.01} * w$0',
  },
  {
    label: 'if matrix',
    detail: 'treat weight matrices apart',
    body: 'if role(w) == "matrix":\n  ${1:update = lr * g}\nelse:\n  ${2:update = lr * g}$0',
  },
  { label: 'if every', detail: 'only each k-th step', body: 'if every(${1:10}):\n  ${2:pass}$0' },
  {
    label: 'for range',
    detail: 'a loop of known length',
    body: 'for ${1:i} in range(${2:3}):\n  ${3:pass}$0',
  },
];

/** A snippet as plain text, its placeholders filled with what they propose. */
export function plainText(body: string): string {
  const proposed = new Map<string, string>();
  // Inner placeholders first: one may stand within another.
  const placeholder = /\$\{(\d+)(?::([^${}]*)|\|([^,|]*)[^|]*\|)\}/;
  let text = body;
  for (let match = placeholder.exec(text); match; match = placeholder.exec(text)) {
    const [whole, number = '', value, choice] = match;
    if (!proposed.has(number)) proposed.set(number, value ?? choice ?? '');
    text = text.replace(whole, () => proposed.get(number)!);
  }
  return text.replaceAll(/\$\d/g, '');
}
