/** A place where published code differs from the method that it names, and how the language answers. */
export interface Defect {
  readonly number: number;
  readonly where: string;
  readonly what: string;
  /** The program with the mistake and the codes that tell of it, or why the mistake cannot be made. */
  readonly answer: Told | { readonly prevented: string; readonly onPurpose: Told | null };
}

interface Told {
  readonly program: string;
  readonly codes: readonly string[];
}

const NO_MUTATION = 'values are never changed in place';
const RUNTIME = 'the runtime owns `step` and how slots start';

/** 24 places in one widely used library of optimizers (kozistr/pytorch_optimizer at 7a076d2). */
export const DEFECTS: readonly Defect[] = [
  {
    number: 1,
    where: 'AdaHessian, Sophia',
    what: 'random signs that are always −1',
    answer: { prevented: '`rademacher(x)` gives random signs', onPurpose: null },
  },
  {
    number: 2,
    where: 'AdaNorm',
    what: 'the running norm of the gradient is worked out and dropped',
    answer: {
      codes: ['D3'],
      program: `def train(w, g, m, norm_avg, lr):
  norm_avg = interp(norm(g), norm_avg, 0.95)
  s = g * max(1, norm_avg / norm(g))
  m = interp(s, m, 0.9)
  return lr * debias(m, 0.9), m
`,
    },
  },
  {
    number: 3,
    where: 'AdamS',
    what: 'the second moment is divided in place at each step',
    answer: {
      prevented: NO_MUTATION,
      onPurpose: {
        codes: ['A14', 'P6'],
        program: `beta2: hyper(0.9, 0.9999, log1m) = 0.999

def train(w, g, v, lr):
  v = interp(square(g), v, beta2)
  v = v / (1 - beta2 ** step)
  return lr * g / (sqrt(v) + 1e-8), v
`,
      },
    },
  },
  {
    number: 4,
    where: 'CAME',
    what: 'the momentum is multiplied by lr along with the update',
    answer: {
      prevented: NO_MUTATION,
      onPurpose: {
        codes: ['A2'],
        program: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  m = lr * m
  return m, m
`,
      },
    },
  },
  {
    number: 5,
    where: 'BCOS',
    what: 'the old momentum is the new one under another name',
    answer: {
      prevented: NO_MUTATION,
      onPurpose: {
        codes: ['D1'],
        program: `beta: hyper(0.5, 0.99) = 0.9

def train(w, g, m, v, lr):
  old = m
  m = interp(g, m, beta)
  old = m
  v = interp(square(g - old), v, beta)
  return lr * m / (sqrt(debias(v, beta)) + 1e-8), m, v
`,
      },
    },
  },
  {
    number: 6,
    where: 'AdaFactor',
    what: 'the limit of the update is inverted',
    answer: {
      codes: ['I2', 'A5'],
      program: `def train(w, g, v, lr):
  v = interp(square(g), v, 0.999)
  u = g / (sqrt(debias(v, 0.999)) + 1e-8)
  u = u / min(1, rms(u) / 1.0)
  return lr * u, v
`,
    },
  },
  {
    number: 7,
    where: 'A2Grad',
    what: 'a running mean with the weight k + 1 for 1 / (k + 1)',
    answer: {
      codes: ['I5'],
      program: `def train(w, g, avg, lr):
  avg = interp(avg, g, step + 1)
  return lr * (g - avg), avg
`,
    },
  },
  {
    number: 8,
    where: 'DiffGrad',
    what: 'the friction is worked out and not used',
    answer: {
      codes: ['D1', 'D3'],
      program: `def train(w, g, m, v, g_prev, lr):
  m = interp(g, m, 0.9)
  v = interp(square(g), v, 0.999)
  friction = sigmoid(abs(g_prev - g))
  update = lr * debias(m, 0.9) / (sqrt(debias(v, 0.999)) + 1e-8)
  return update, m, v
`,
    },
  },
  {
    number: 9,
    where: 'Grams',
    what: 'a moving average with the weight beta for 1 − beta',
    answer: {
      codes: ['A4'],
      program: `beta1: hyper(0.5, 0.99, log1m) = 0.9

def train(w, g, m, lr):
  m = interp(m, g, beta1)
  return lr * abs(m) * sign(g), m
`,
    },
  },
  {
    number: 10,
    where: 'DAdaptAdam',
    what: '`a / (1 − beta) * s` for `a / ((1 − beta) * s)`',
    answer: {
      codes: ['U1', 'P6'],
      program: `d0: hyper(1e-8, 1e-3, log) = 1e-6
beta: hyper(0.5, 0.99) = 0.9
d: state(model) = d0

def train(w, g, s, v, top, d, lr):
  v = interp(square(g), v, beta)
  root = sqrt(debias(v, beta)) + 1e-8
  top = beta * top + (1 - beta) * d * lr * global_sum(g * s / root)
  s = beta * s + (1 - beta) * d * lr * g
  d = max(d, top / (1 - beta) * global_sum(abs(s)))
  return d * lr * g / root, s, v, top, d
`,
    },
  },
  {
    number: 11,
    where: 'QHAdam',
    what: '`1 − beta · g²` for `(1 − beta) · g²`',
    answer: {
      codes: ['U1'],
      program: `beta2: hyper(0.9, 0.9999, log1m) = 0.999

def train(w, g, v, lr):
  v = beta2 * v + (1 - beta2 * square(g))
  return lr * g / (sqrt(v) + 1e-8), v
`,
    },
  },
  {
    number: 12,
    where: 'MSVAG',
    what: 'division by betaᵗ for 1 − betaᵗ',
    answer: {
      codes: ['I3', 'P6'],
      program: `beta: hyper(0.5, 0.99, log1m) = 0.9

def train(w, g, m, lr):
  m = interp(g, m, beta)
  return lr * m / beta ** step, m
`,
    },
  },
  {
    number: 13,
    where: 'SPAM, StableSPAM',
    what: 'the limit of spikes is written into a copy',
    answer: {
      prevented: NO_MUTATION,
      onPurpose: {
        codes: ['D1'],
        program: `def train(w, g, v, lr):
  limited = where(square(g) > 50 * v, sign(g) * sqrt(50 * v), g)
  v = interp(square(g), v, 0.999)
  return lr * g / (sqrt(debias(v, 0.999)) + 1e-8), v
`,
      },
    },
  },
  {
    number: 14,
    where: 'SignSGD',
    what: 'the momentum is zeroed at each step',
    answer: {
      prevented: RUNTIME,
      onPurpose: {
        codes: ['D2'],
        program: `def train(w, g, m, lr):
  m = 0 * g
  m = interp(g, m, 0.9)
  return lr * sign(m), m
`,
      },
    },
  },
  {
    number: 15,
    where: 'AdaLOMO',
    what: 'the adaptive update is worked out, the raw gradient applied',
    answer: {
      codes: ['D1'],
      program: `def train(w, g, v, lr):
  v = interp(square(g), v, 0.99)
  u = g / (sqrt(debias(v, 0.99)) + 1e-8)
  return lr * g, v
`,
    },
  },
  {
    number: 16,
    where: 'SCION',
    what: 'the momentum is overwritten by its normalized value',
    answer: {
      prevented: NO_MUTATION,
      onPurpose: {
        codes: ['U2'],
        program: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  m = m / (norm(m) + 1e-8)
  return lr * m, m
`,
      },
    },
  },
  {
    number: 17,
    where: 'SGDW',
    what: 'the velocity starts as a copy of the weights',
    answer: {
      codes: ['U2'],
      program: `velocity: state = w

def train(w, g, velocity, lr):
  velocity = 0.9 * velocity + g
  return lr * velocity, velocity
`,
    },
  },
  {
    number: 18,
    where: 'ScheduleFreeWrapper',
    what: '`step ** lr` for `step ** r`',
    answer: {
      codes: ['D5', 'A9'],
      program: `r: hyper(0, 2) = 0.0

z: state = w

def train(w, g, z, weight_sum, lr):
  weight = step ** lr * lr ** 2
  weight_sum = weight_sum + weight
  c = weight / weight_sum
  y = interp(w, z, c) - lr * 0.1 * g
  z = z - lr * g
  return w - y, z, weight_sum
`,
    },
  },
  {
    number: 19,
    where: 'Ranger21',
    what: 'the running maximum is never written, beta0 never used',
    answer: {
      codes: ['D3', 'D5'],
      program: `beta0: hyper(0.5, 0.99) = 0.9

def train(w, g, v, v_max, lr):
  v = interp(square(g), v, 0.999)
  root = sqrt(max(debias(v, 0.999), v_max)) + 1e-8
  return lr * g / root, v
`,
    },
  },
  {
    number: 20,
    where: 'FriendlySAM',
    what: 'an average fed with the gradient that has been changed in place',
    answer: {
      prevented: NO_MUTATION,
      onPurpose: {
        codes: ['D8'],
        program: `sigma: hyper(0, 2) = 1.0
rho: hyper(1e-3, 1, log) = 0.05

def grad_transform(w, g, m):
  g = g - sigma * m
  m = interp(g, m, 0.9)
  return gradient_at(w + rho * g / (global_norm(g) + 1e-12)), m
`,
      },
    },
  },
  {
    number: 21,
    where: 'Prodigy',
    what: 'the step is counted twice',
    answer: {
      prevented: RUNTIME,
      onPurpose: {
        codes: ['N9'],
        program: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  step = step + 1
  return lr * debias(m, 0.9), m
`,
      },
    },
  },
  {
    number: 22,
    where: 'ScheduleFreeRAdam',
    what: '√v / (1 − beta2ᵗ) for √(v / (1 − beta2ᵗ))',
    answer: {
      codes: ['H3', 'P3'],
      program: `beta2: hyper(0.9, 0.9999, log1m) = 0.999

def train(w, g, v, lr):
  v = interp(square(g), v, beta2)
  return lr * g / (sqrt(v) / (1 - beta2 ** step) + 1e-8), v
`,
    },
  },
  {
    number: 23,
    where: 'LaProp',
    what: 'the mean is subtracted from the second moment in place',
    answer: {
      codes: ['I7'],
      program: `def train(w, g, m, v, lr):
  m = interp(g, m, 0.9)
  v = interp(square(g), v, 0.999) - square(m)
  return lr * m / (sqrt(v) + 1e-15), m, v
`,
    },
  },
  {
    number: 24,
    where: 'AdaShift',
    what: 'a correction that starts after n steps and is used before',
    answer: {
      codes: ['I4'],
      program: `beta2: hyper(0.9, 0.9999, log1m) = 0.999

def train(w, g, v, lr):
  v = interp(square(g), v, beta2)
  return lr * g / (sqrt(v / (1 - beta2 ** (step - 10))) + 1e-8), v
`,
    },
  },
];

const links = (codes: readonly string[]): string =>
  codes.map((code) => (code.startsWith('N') ? code : `[${code}](lints/${code}.md)`)).join(', ');

/** The table of `docs/defects.md`. */
export function defectsPage(): string {
  const rows = DEFECTS.map(({ number, where, what, answer }) => {
    const purpose =
      'prevented' in answer && answer.onPurpose
        ? `; written out, ${links(answer.onPurpose.codes)}`
        : '';
    const told =
      'prevented' in answer ? `cannot happen: ${answer.prevented}${purpose}` : links(answer.codes);
    return `| ${number} | ${where} | ${what} | ${told} |`;
  });
  const prevented = DEFECTS.filter(({ answer }) => 'prevented' in answer).length;
  return `# Defects of published optimizers

In 24 places the code of one widely used library of optimizers (kozistr/pytorch_optimizer at 7a076d2) differs from the
method that it names. ${prevented} of them cannot happen in the language, which changes no value in place and lets no program
touch \`step\`; where the same can be written out on purpose, it is. The other ${DEFECTS.length - prevented} are mistakes in a formula. Each is
written as a program in the tests, and caught with the codes below before the first run: those with P by running the
program on small canned problems when it is saved, all others while it is typed.

| # | where | what happens | how the language answers |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}
