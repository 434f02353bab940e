import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze } from '../analyze';
import { chain, whyUntrainable } from '../ir/chain';
import type { Program } from '../ir/program';

const gallery = join(import.meta.dirname, '..', '..', 'gallery');

/** Programs of the gallery by name. */
export const GALLERY: readonly (readonly [name: string, source: string])[] = readdirSync(gallery)
  .filter((file) => file.endsWith('.optim'))
  .sort()
  .map((file) => [file.replace('.optim', ''), readFileSync(join(gallery, file), 'utf8')]);

/** The program, where it does not train by itself chained with plain gradient descent. */
export function trainable(program: Program): Program {
  if (whyUntrainable(program) === null) return program;
  const sgd = analyze('def train(w, g, lr):\n  return lr * g\n', { name: 'sgd' }).program!;
  const parts = program.entry === 'grad_transform' ? [program, sgd] : [sgd, program];
  return chain(parts).program!;
}

/** Programs that together use every construct: trust ratios, evaluation points, factored state, helpers, loops. */
export const PROGRAMS: readonly (readonly [name: string, source: string])[] = [
  [
    'layer-wise',
    `"""Adam with a trust ratio per layer."""
beta1: hyper(0.5, 0.99, log1m)   = 0.9
beta2: hyper(0.9, 0.9999, log1m) = 0.999
wd:    hyper(0, 1)               = 0.01  #: decoupled

def train(w, g, m, v, lr):
  m = interp(g, m, beta1)
  v = interp(square(g), v, beta2)
  r = debias(m, beta1) / (sqrt(debias(v, beta2)) + 1e-6) + wd * w
  size, step_size = norms(w, r)
  trust = where(size > 0 and step_size > 0, size / step_size, 1)
  return lr * trust * r, m, v

def norms(a, b):
  return norm(a), norm(b)
`,
  ],
  [
    'schedule-free',
    `"""Averages the iterates instead of lowering the learning rate."""
lr:     hyper(1e-4, 1e-1, log)  = 0.0025
beta1:  hyper(0.5, 0.99, log1m) = 0.9
warmup: hyper(1, 10000, int)    = 1
r:      hyper(0, 2)             = 0.0

z: state = w

def train(w, g, z, v, weight_sum, lr_max, lr):
  gamma = lr * min(1, step / warmup)
  v = interp(square(g), v, 0.999)
  d = g / (sqrt(debias(v, 0.999)) + 1e-8)
  lr_max = max(lr_max, gamma)
  weight = step ** r * lr_max ** 2
  weight_sum = weight_sum + weight
  c = weight / weight_sum
  y = interp(w, z, c) + gamma * (beta1 * (1 - c) - 1) * d
  z = z - gamma * d
  return w - y, z, v, weight_sum, lr_max

def eval_point(w, z):
  return interp(w, z, 1 - 1 / beta1)
`,
  ],
  [
    'distance-estimate',
    `"""Learns its own step size from sums over all parameters."""
d0: hyper(1e-8, 1e-3, log) = 1e-6
w0: state = w
d: state(model) = d0

def train(w, g, m, s, w0, d, num, lr):
  d_lr = d * lr
  num = 0.99 * num + (d / d0) * d_lr * global_dot(g, w0 - w)
  m = 0.9 * m + d * 0.1 * g
  s = 0.99 * s + (d / d0) * d_lr * g
  d = max(d, num / global_sum(abs(s)))
  return (d_lr * m, m, s, w0, d, num)
`,
  ],
  [
    'factored',
    `"""Keeps row and column statistics for matrices, full ones for the rest."""
TINY = 1e-30

def train(w, g, r, c, v, lr):
  beta2 = 1 - step ** -0.8
  g2 = square(g) + TINY
  if ndim(w) >= 2 and not role(w) == "embedding":
    r = interp(row_mean(g2), r, beta2)
    c = interp(col_mean(g2), c, beta2)
    vhat = r * c / mean(r)
  else:
    v = interp(g2, v, beta2)
    vhat = v
  u = g / sqrt(vhat)
  u = u / max(1, rms(u))
  return lr * u, r, c, v
`,
  ],
  [
    'branches',
    `"""Real branches: nested, with elif, with early return."""
nesterov: flag = True
mode: choice("sign", "raw") = "sign"
k: hyper(1, 50, int) = 5

def train(w, g, m, slow, lr):
  if nesterov:
    m = 0.9 * m + g
  else:
    m = interp(g, m, 0.9)
  scale = 1
  if every(k):
    slow = interp(slow, w - m, 0.5)
    if loss > 2:
      scale = 0.5 * norm(g)
    elif epoch_end:
      scale = norm(w)
    else:
      scale = norm(m) * 2
  for i in range(3):
    if i == 1:
      m = m * (i + 1)
    else:
      m = m * 0.5
  if mode == "sign":
    m = sign(m)
  if step < 10:
    return lr * m, m, slow
  return lr * scale * m + 0.001 * slow, slow, m
`,
  ],
  [
    'ascent',
    `"""Now and then looks where the loss is higher; else keeps what it saw there."""
rho: hyper(1e-3, 1, log) = 0.05
k: hyper(1, 50, int) = 3

def grad_transform(w, g, seen, worst):
  if every(k):
    there = w + rho * g / (global_norm(g) + 1e-12)
    seen = gradient_at(there)
    worst = max(worst, loss_at(there))
  return interp(g, seen, 0.5) * min(1, 10 / worst), seen, worst
`,
  ],
  [
    'caution',
    `"""Leaves out what goes against the gradient, and jitters the rest."""
jitter: hyper(0, 1) = 0.1
scale: state = 1 + 0.01 * uniform(w)

def update_transform(w, update, g, scale):
  scale = interp(rademacher(norm(w)), scale, 0.9)
  kept = where(update * g > 0, update, 0)
  noise = 1 + jitter * (normal(update) + normal(update)) + 0.01 * exponential()
  return kept * noise * scale, scale

def eval_point(w, scale):
  return w * scale
`,
  ],
  [
    'orthogonal',
    `"""Orthogonalized momentum for matrices; signs for the rest."""
def train(w, g, m, lr):
  m = interp(g, m, 0.95)
  if role(w) == "matrix":
    update = lr * sqrt(max(rows(w), cols(w))) * orthogonalize(m, 5)
  else:
    update = lr * sign(m)
  return update, m
`,
  ],
  [
    'matrix-roots',
    `"""Preconditions matrices from both sides; their roots are renewed now and then."""
k: hyper(1, 50, int) = 2
left: state = 0.1 * eye(w @ transpose(w))
inner: state(cols, cols) = 0

def train(w, g, left, right, inner, outer, lr):
  if ndim(w) >= 2 and role(w) != "embedding":
    left = interp(g @ transpose(g), left, 0.9)
    right = right + transpose(g) @ g
    if every(k) or step == 1:
      outer = inverse_root(left, 4, 0.01)
      inner = inverse_root(right / (trace(right) + 1e-30), 4, 0.1)
    update = (outer @ g) @ inner
  else:
    update = sign(g)
  return lr * update, left, right, inner, outer
`,
  ],
  [
    'low-rank',
    `"""Keeps its momentum in the directions of the largest singular values."""
rank: hyper(1, 64, int) = 2
FEW = 3
p: state(rows, rank) = 0
seen: state(FEW, cols) = 0

def train(w, g, p, m, seen, lr):
  update = g
  if ndim(w) >= 2:
    if step % 3 == 1:
      p = top_singular(g, rank)
    low = transpose(p) @ g
    m = interp(low, m, 0.5)
    seen = max(seen, transpose(top_singular(g, FEW)) @ abs(g))
    update = p @ orthogonalize(m, 3) / (3 + square(row_mean(g) * col_sum(seen)))
  return lr * update, p, m, seen
`,
  ],
  [
    'rotated',
    `"""Adam in the eigenbasis of the gradient's covariance."""
def train(w, g, cov, q, m, v, lr):
  if role(w) == "matrix":
    cov = interp(g @ transpose(g), cov, 0.5)
    if step == 1:
      q = eigh_basis(cov)
    elif every(2):
      q = qr_basis(cov @ q)
    turned = transpose(q) @ g
    v = interp(square(turned), v, 0.9)
    m = interp(g, m, 0.9)
    update = q @ ((transpose(q) @ m) / (sqrt(v) + 0.1))
  else:
    update = g
  return lr * update, cov, q, m, v
`,
  ],
  [
    'curvature',
    `"""Divides by the diagonal of the Hessian, seen through random signs."""
def train(w, g, h, lr):
  if every(2):
    probe = rademacher(w)
    h = interp(probe * hvp(probe), h, 0.9)
  return lr * clamp(g / max(abs(h), 0.1), -1, 1), h
`,
  ],
];
