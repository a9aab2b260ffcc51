"""Right and wrong steps of Lion, for everyone to see: try your ``check_lion`` on them."""


def as_written(p, g, m, lr, beta1, beta2, weight_decay):
    c = beta1 * m + (1 - beta1) * g
    return p - lr * (c.sign() + weight_decay * p), beta2 * m + (1 - beta2) * g


def in_place_on_copies(p, g, m, lr, beta1, beta2, weight_decay):
    direction = m.clone().mul_(beta1).add_(g, alpha=1 - beta1).sign_()
    p = p.clone().mul_(1 - lr * weight_decay).sub_(lr * direction)
    return p, m.clone().mul_(beta2).add_(g, alpha=1 - beta2)


def sign_of_the_gradient(p, g, m, lr, beta1, beta2, weight_decay):
    return p - lr * (g.sign() + weight_decay * p), beta2 * m + (1 - beta2) * g


def no_sign(p, g, m, lr, beta1, beta2, weight_decay):
    c = beta1 * m + (1 - beta1) * g
    return p - lr * (c + weight_decay * p), beta2 * m + (1 - beta2) * g


def momentum_first(p, g, m, lr, beta1, beta2, weight_decay):
    m = beta2 * m + (1 - beta2) * g
    c = beta1 * m + (1 - beta1) * g
    return p - lr * (c.sign() + weight_decay * p), m


def coupled_decay(p, g, m, lr, beta1, beta2, weight_decay):
    g = g + weight_decay * p
    c = beta1 * m + (1 - beta1) * g
    return p - lr * c.sign(), beta2 * m + (1 - beta2) * g


RIGHT = {"check_lion": {"as written": as_written, "in place on copies": in_place_on_copies}}
WRONG = {
    "check_lion": {
        "sign of the gradient": sign_of_the_gradient,
        "no sign": no_sign,
        "momentum first": momentum_first,
        "coupled decay": coupled_decay,
    }
}
