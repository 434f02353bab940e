"""Trains a small network and logs it with python/optiscope.py, until it is told on stdin what to do next:

    python3 train.py FOLDER

`alert` tells the person something, `finish` ends the run. Where torch is installed it trains; else the same network is
trained by hand, so that everything around the model is tested on a machine without it.
"""

import math
import os
import queue
import random
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "python"))
import optiscope  # noqa: E402

try:
    import torch
except ImportError:
    torch = None

HIDDEN = 8
RATE = 0.05
PAUSE_SECONDS = 0.01
"""Between two steps: enough of the machine is left for the editor that watches."""


def samples():
    points = [-2 + 4 * i / 63 for i in range(64)]
    return points, [math.sin(2 * x) for x in points]


def with_torch():
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(1, HIDDEN), torch.nn.Tanh(), torch.nn.Linear(HIDDEN, 1))
    optimizer = torch.optim.Adam(model.parameters(), RATE)
    x, y = (torch.tensor(each).unsqueeze(1) for each in samples())
    while True:
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        yield loss


def by_hand():
    generator = random.Random(0)
    inner = [[generator.uniform(-1, 1), generator.uniform(-1, 1)] for _ in range(HIDDEN)]
    outer = [generator.uniform(-0.5, 0.5) for _ in range(HIDDEN + 1)]
    xs, ys = samples()
    while True:
        loss = 0.0
        inner_gradient = [[0.0, 0.0] for _ in inner]
        outer_gradient = [0.0 for _ in outer]
        for x, y in zip(xs, ys):
            hidden = [math.tanh(w * x + b) for w, b in inner]
            error = sum(v * h for v, h in zip(outer, hidden)) + outer[HIDDEN] - y
            loss += error * error / len(xs)
            slope = 2 * error / len(xs)
            outer_gradient[HIDDEN] += slope
            for k, h in enumerate(hidden):
                outer_gradient[k] += slope * h
                inner_gradient[k][0] += slope * outer[k] * (1 - h * h) * x
                inner_gradient[k][1] += slope * outer[k] * (1 - h * h)
        outer = [v - RATE * g for v, g in zip(outer, outer_gradient)]
        inner = [[w - RATE * gw, b - RATE * gb] for (w, b), (gw, gb) in zip(inner, inner_gradient)]
        yield loss


def main():
    said = queue.SimpleQueue()
    threading.Thread(target=lambda: [said.put(line.strip()) for line in sys.stdin], daemon=True).start()
    framework = "none" if torch is None else "torch"
    optimizer = "gradient descent" if torch is None else "adam"
    optiscope.init(sys.argv[1], "sine", {"framework": framework, "optimizer": {"name": optimizer, "lr": RATE}})
    for step, loss in enumerate(by_hand() if torch is None else with_torch()):
        optiscope.log({"train": {"loss": loss}}, step=step)
        time.sleep(PAUSE_SECONDS)
        word = None if said.empty() else said.get()
        if word == "alert":
            optiscope.alert("Plateau", "The loss has not fallen for a while.")
        if word == "finish":
            break
    optiscope.finish()


main()
