"""Starts threads without end, through Python, torch and the C library."""

import ctypes
import threading

import torch


def spoils():
    got = []
    try:
        for _ in range(1000):
            threading.Thread(target=threading.Event().wait, daemon=True).start()
            got.append("a thread")
    except RuntimeError:
        pass
    libc = ctypes.CDLL(None, use_errno=True)
    made = ctypes.c_ulong()
    entry = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(lambda _: None)
    if libc.pthread_create(ctypes.byref(made), None, entry, None) == 0:
        got.append("a thread")
    return got + ["threads"] * (torch.get_num_threads() != 1)


def centre(x):
    return f"got {spoils() or 'nothing'}"
