"""Through .data, with mul_ and add_; swap by sums and differences of halves."""


class WeightAverage:
    def __init__(self, params, decay=0.99):
        self.params = tuple(params)
        self.decay = decay
        self.averages = [p.data.clone() for p in self.params]

    def update(self):
        for average, p in zip(self.averages, self.params, strict=True):
            average.mul_(self.decay).add_(p.data, alpha=1 - self.decay)

    def swap(self):
        for average, p in zip(self.averages, self.params, strict=True):
            held = average.clone()
            average[...] = p.data
            p.data[...] = held
