"""Add up sums over the samples, and divide the gradients by N at the end."""


def accumulate_step(model, loss_fn, batches, opt):
    for p in model.parameters():
        p.grad = None
    total, count = 0.0, 0
    for x, y in batches:
        loss = loss_fn(model(x), y) * x.shape[0]
        loss.backward()
        total, count = total + float(loss), count + x.shape[0]
    for p in model.parameters():
        if p.grad is not None:
            p.grad.div_(count)
    opt.step()
    return total / count
