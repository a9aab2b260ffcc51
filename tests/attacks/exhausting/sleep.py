"""Sleeps for a thousand seconds."""

import time


def descend(p, gradient, rate):
    time.sleep(1000)
