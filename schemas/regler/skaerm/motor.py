"""Runs a kernel: the one place that knows the WebAssembly runtime, which is an optional extra.

The kernel reads what strangers send, in a memory of its own from which it cannot reach the process's.
"""

from __future__ import annotations

import array
import atexit
import ctypes
import importlib.util
import threading
import weakref
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from schemas.regler.skaerm.kerne import EKSTRA, IND, SIDE, Kerne

_ORD: Final = "I"
assert array.array(_ORD).itemsize == 4  # noqa: S101 - said here since everything below rests on it


@cache
def findes() -> bool:
    """Whether the runtime is installed (`faelleshub[hurtig]`)."""
    return importlib.util.find_spec("wasmtime") is not None


@cache
def _maskine() -> Any:
    import wasmtime

    atexit.register(_luk)
    return wasmtime.Engine()


_LEVENDE: Final[weakref.WeakSet[Motor]] = weakref.WeakSet()


def _luk() -> None:
    """Give back what the runtime holds while it is still there: at the very end of a process, its modules are gone first."""
    for motor in tuple(_LEVENDE):
        motor.luk()
    _maskine().close()


class Motor:
    """A kernel that is ready to run. Raises whatever the runtime does when it cannot take the source."""

    def __init__(self, kerne: Kerne) -> None:
        import wasmtime

        self._lager = wasmtime.Store(_maskine())
        proeve = wasmtime.Instance(self._lager, wasmtime.Module(_maskine(), kerne.kilde), [])
        self._hukommelse: Any = proeve.exports(self._lager)["hukommelse"]
        self._sigt: Any = proeve.exports(self._lager)["sigt"]
        self._laas = threading.Lock()
        _LEVENDE.add(self)

    def luk(self) -> None:
        """End it; it runs no more."""
        with self._laas:
            self._lager.close()

    def koer(self, bytes_: bytes, steder: Sequence[int], ord_pr_besked: int) -> list[int]:
        """The words that a batch leads to: its bytes, where in them each message begins, and at last where they end.

        For each message 0, or 1 and what is told of it, which may take `ord_pr_besked` words on average.
        """
        antal = len(steder) - 1
        pladser = array.array(_ORD, steder).tobytes()
        steder_ved = _hele_otte(IND + len(bytes_) + EKSTRA)
        ud = _hele_otte(steder_ved + len(pladser))
        udslut = ud + 4 * (1 + ord_pr_besked) * antal + SIDE
        with self._laas:
            mangler = udslut - self._hukommelse.data_len(self._lager)
            if mangler > 0:
                self._hukommelse.grow(self._lager, -(-mangler // SIDE))
            bund = ctypes.addressof(self._hukommelse.data_ptr(self._lager).contents)
            ctypes.memmove(bund + IND, bytes_, len(bytes_))
            ctypes.memmove(bund + steder_ved, pladser, len(pladser))
            slut = self._sigt(self._lager, IND, steder_ved, antal, ud, udslut)
            svar = array.array(_ORD)
            svar.frombytes(ctypes.string_at(bund + ud, slut - ud))
        return svar.tolist()


def _hele_otte(adresse: int) -> int:
    return -(-adresse // 8) * 8
