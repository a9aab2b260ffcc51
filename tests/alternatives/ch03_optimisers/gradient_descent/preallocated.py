"""Preallocated: write each point into its row of a table."""


def gradient_descent(grad_f, x0, lr, steps):
    path = x0.new_empty(steps + 1, len(x0))
    path[0] = x0
    for k in range(steps):
        path[k + 1] = path[k] - lr * grad_f(path[k].clone())
    return path
