#!/usr/bin/python3
"""Golden numbers for whole training steps: a twin of inkling's engine in float64.

It shares no code and no library with the engine; formulas are written from the papers. Run it to
write training_steps.json again (Debian: python3-numpy); tests/train/golden_test.cpp compares.
"""
import json
import numpy as np


def numbers(shape, seed, scale):
    """The same small numbers in Python and C++: exact in binary, no generator needed."""
    n = int(np.prod(shape))
    i = np.arange(n, dtype=np.int64)
    return (((i * 7919 + seed * 104729) % 257 - 128) / 128.0 * scale).reshape(shape)


def gelu(x):
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x ** 3)))


def gelu_slope(x):
    u = np.sqrt(2 / np.pi) * (x + 0.044715 * x ** 3)
    t = np.tanh(u)
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * np.sqrt(2 / np.pi) * (1 + 3 * 0.044715 * x * x)


ACT = {
    'linear': (lambda x: x, lambda x: np.ones_like(x)),
    'relu': (lambda x: np.maximum(x, 0), lambda x: (x > 0) * 1.0),
    'leaky_relu': (lambda x: np.where(x > 0, x, 0.01 * x), lambda x: np.where(x > 0, 1, 0.01)),
    'tanh': (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    'sigmoid': (lambda x: 1 / (1 + np.exp(-x)),
                lambda x: (lambda s: s * (1 - s))(1 / (1 + np.exp(-x)))),
    'gelu': (gelu, gelu_slope),
}


class Net:
    """x → [Dense → (BatchNorm) → activation] … → Dense → softmax."""

    def __init__(self, sizes, act, norm):
        self.act, self.norm = act, norm
        self.W = [numbers((a, b), 10 + k, 0.5) for k, (a, b) in enumerate(zip(sizes, sizes[1:]))]
        self.b = [numbers((b,), 20 + k, 0.25) for k, b in enumerate(sizes[1:])]
        self.gamma = [np.ones(b) for b in sizes[1:-1]]
        self.beta = [np.zeros(b) for b in sizes[1:-1]]
        self.mean = [np.zeros(b) for b in sizes[1:-1]]
        self.var = [np.ones(b) for b in sizes[1:-1]]

    def parameters(self):
        out = []
        for k in range(len(self.W)):
            out += [self.W[k], self.b[k]]
            if self.norm and k < len(self.gamma):
                out += [self.gamma[k], self.beta[k]]
        return out

    def step(self, x, y, smoothing, l2):
        h, tape = x, []
        for k in range(len(self.W) - 1):
            z = h @ self.W[k] + self.b[k]
            u, cache = z, None
            if self.norm:
                m, v = z.mean(0), z.var(0)
                self.mean[k] = 0.9 * self.mean[k] + 0.1 * m
                self.var[k] = 0.9 * self.var[k] + 0.1 * v
                s = 1 / np.sqrt(v + 1e-3)
                n = (z - m) * s
                u, cache = self.gamma[k] * n + self.beta[k], (n, s)
            tape.append((h, u, cache))
            h = ACT[self.act][0](u)
        z = h @ self.W[-1] + self.b[-1]
        e = np.exp(z - z.max(1, keepdims=True))
        p = e / e.sum(1, keepdims=True)
        c, B = p.shape[1], len(x)
        t = np.full_like(p, smoothing / c)
        t[np.arange(B), y] += 1 - smoothing
        loss = -(t * np.log(p)).sum() / B
        d = (p - t) / B
        grads = [h.T @ d + 2 * l2 * self.W[-1], d.sum(0)]
        d = d @ self.W[-1].T
        for k in range(len(self.W) - 2, -1, -1):
            hin, u, cache = tape[k]
            d = d * ACT[self.act][1](u)
            extra = []
            if self.norm:
                n, s = cache
                dg, db = (d * n).sum(0), d.sum(0)
                d = self.gamma[k] * s * (d - db / B - n * dg / B)
                extra = [dg, db]
            grads = [hin.T @ d + 2 * l2 * self.W[k], d.sum(0)] + extra + grads
            d = d @ self.W[k].T
        return loss, grads


class Optimizer:
    def __init__(self, kind, rate, clip):
        self.kind, self.rate, self.clip, self.t, self.s, self.r = kind, rate, clip, 0, None, None

    def update(self, params, grads, kernels):
        self.t += 1
        if self.s is None:
            self.s = [np.zeros_like(p) for p in params]
            self.r = [np.zeros_like(p) for p in params]
        if self.clip:
            norm = np.sqrt(sum((g * g).sum() for g in grads))
            if norm > self.clip:
                grads = [g * self.clip / norm for g in grads]
        for i, (p, g) in enumerate(zip(params, grads)):
            if self.kind == 'adamw' and kernels[i]:
                p *= 1 - self.rate * 0.004
            if self.kind in ('adam', 'adamw'):
                self.s[i] = 0.9 * self.s[i] + 0.1 * g
                self.r[i] = 0.999 * self.r[i] + 0.001 * g * g
                m, v = self.s[i] / (1 - 0.9 ** self.t), self.r[i] / (1 - 0.999 ** self.t)
                p -= self.rate * m / (np.sqrt(v) + 1e-7)
            elif self.kind == 'rmsprop':
                self.s[i] = 0.9 * self.s[i] + 0.1 * g * g
                p -= self.rate * g / (np.sqrt(self.s[i]) + 1e-7)
            else:
                self.s[i] = 0.9 * self.s[i] - self.rate * g
                p += 0.9 * self.s[i] - self.rate * g if self.kind == 'nesterov' else self.s[i]


def main():
    cases = []
    # Batch normalisation goes with plain gradient descent here: the gradient of a bias in front of it
    # is 0 but for rounding, of which Adam would make steps of a definite size.
    for act, norm, opt, smoothing, l2, clip in [
            ('relu', False, 'adam', 0.0, 0.0, 0.0),
            ('relu', True, 'nesterov', 0.1, 0.001, 0.0),
            ('gelu', False, 'adamw', 0.0, 0.0, 0.5),
            ('tanh', True, 'sgd', 0.0, 0.01, 0.0),
            ('sigmoid', False, 'adam', 0.05, 0.01, 0.0),
            ('leaky_relu', False, 'rmsprop', 0.0, 0.0, 1.0)]:
        sizes, B, steps = [20, 12, 9, 4], 16, 5
        net = Net(sizes, act, norm)
        optimizer = Optimizer(opt, 0.01, clip)
        kernels = [p.ndim == 2 for p in net.parameters()]
        losses = []
        for s in range(steps):
            x = numbers((B, sizes[0]), 100 + s, 1.0)
            y = (np.arange(B) * 7 + s) % sizes[-1]
            loss, grads = net.step(x, y, smoothing, l2)
            losses.append(loss)
            optimizer.update(net.parameters(), grads, kernels)
        after = [p.ravel().tolist() for p in net.parameters()]
        if norm:
            for k in range(len(net.mean)):
                after += [net.mean[k].tolist(), net.var[k].tolist()]
        cases.append(dict(activation=act, batch_norm=norm, optimizer=opt, label_smoothing=smoothing,
                          l2=l2, clip_norm=clip, sizes=sizes, batch=B, losses=losses,
                          parameters=[[round(v, 12) for v in p] for p in after]))
    with open(__file__.replace('make_training_steps.py', 'training_steps.json'), 'w') as f:
        json.dump(cases, f)
        f.write('\n')


main()
