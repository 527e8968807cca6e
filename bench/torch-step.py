"""The reference step in PyTorch, eager: 128 rows of 784, eight experts of 64 units mixed softly, 10 classes, Adam.

torch-step.py THREADS TIMES prints the median milliseconds of the experts side by side in one product, and one by one.
"""
import statistics
import sys
import time

import torch

threads, times = int(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(1)
ROWS, INPUTS, EXPERTS, HIDDEN, CLASSES = 128, 784, 8, 64, 10
x = torch.randn(ROWS, INPUTS)
labels = torch.arange(ROWS) % CLASSES


def parameter(*shape):
    return (torch.randn(*shape) * shape[0] ** -0.5).requires_grad_()


def bias(*shape):
    return torch.zeros(*shape, requires_grad=True)


def folded():
    gate = parameter(INPUTS, EXPERTS)
    up, up_bias = parameter(INPUTS, EXPERTS * HIDDEN), bias(EXPERTS * HIDDEN)
    down, down_bias = parameter(EXPERTS * HIDDEN, CLASSES), bias(EXPERTS, CLASSES)

    def scores():
        gates = torch.softmax(x @ gate, 1)
        units = torch.relu(torch.addmm(up_bias, x, up)).view(ROWS, EXPERTS, HIDDEN) * gates[:, :, None]
        return units.reshape(ROWS, EXPERTS * HIDDEN) @ down + gates @ down_bias

    return scores, [gate, up, up_bias, down, down_bias]


def one_by_one():
    gate = parameter(INPUTS, EXPERTS)
    experts = [
        (parameter(INPUTS, HIDDEN), bias(HIDDEN), parameter(HIDDEN, CLASSES), bias(CLASSES))
        for _ in range(EXPERTS)
    ]

    def scores():
        gates = torch.softmax(x @ gate, 1)
        return sum(
            torch.addmm(b2, torch.relu(torch.addmm(b1, x, w1)), w2) * gates[:, i : i + 1]
            for i, (w1, b1, w2, b2) in enumerate(experts)
        )

    return scores, [gate, *(weight for expert in experts for weight in expert)]


def median_ms(model):
    scores, parameters = model()
    optimizer = torch.optim.Adam(parameters, lr=0.001)
    taken = []
    for _ in range(times + 10):
        begun = time.perf_counter()
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(scores(), labels)
        loss.backward()
        optimizer.step()
        loss.item()
        taken.append(1000 * (time.perf_counter() - begun))
    return statistics.median(taken[10:])


print(median_ms(folded), median_ms(one_by_one))
