"""Taking the network from a process and all that it starts, where the kernel is known.

A filter of system calls refuses new sockets, and the ways round that: a ring of requests that the
kernel carries out, and the memory of other processes. It costs microseconds, needs no right, and
works in containers that allow no namespaces. What is open already stays open.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import sys
from collections.abc import Iterable
from dataclasses import dataclass

PR_SET_NO_NEW_PRIVS = 38
PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2

LOAD = 0x20  # a word of what describes the call
JUMP_IF_EQUAL = 0x15
JUMP_IF_AT_LEAST = 0x35
RETURN = 0x06
NUMBER_AT, ARCHITECTURE_AT = 0, 4  # in what describes the call

KILL = 0x80000000
ALLOW = 0x7FFF0000
REFUSE = 0x00050000 | errno.EPERM
FOREIGN = 0x40000000  # calls of the 32-bit table of x86-64 have this and a number

_C_LIBRARY = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class _Machine:
    """How the kernel names the architecture and the calls that are refused on it."""

    architecture: int
    refused: tuple[int, ...]


# socket, io_uring_setup, ptrace, process_vm_readv, process_vm_writev, pidfd_getfd
MACHINES = {
    "x86_64": _Machine(0xC000003E, (41, 425, 101, 310, 311, 438)),
    "aarch64": _Machine(0xC00000B7, (198, 425, 117, 270, 271, 438)),
}


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("if_true", ctypes.c_uint8),
        ("if_false", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (
        ("length", ctypes.c_uint16),
        ("instructions", ctypes.POINTER(_Instruction)),
    )


def renounce_network() -> bool:
    """Open no socket any more, for good; whether the kernel agreed."""
    machine = MACHINES.get(platform.machine())
    if _C_LIBRARY is None or machine is None or sys.maxsize < 2**32:
        return False
    instructions = list(_filter(machine))
    program = _Program(len(instructions), (_Instruction * len(instructions))(*instructions))
    # Without it only the administrator may set a filter; and nothing started gains rights.
    if _C_LIBRARY.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    set_filter = _C_LIBRARY.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)
    return bool(set_filter == 0)


def _filter(machine: _Machine) -> Iterable[_Instruction]:
    """The program; jumps are counted from the instruction that follows."""
    refused = machine.refused
    yield _Instruction(LOAD, 0, 0, ARCHITECTURE_AT)
    yield _Instruction(JUMP_IF_EQUAL, 1, 0, machine.architecture)
    yield _Instruction(RETURN, 0, 0, KILL)
    yield _Instruction(LOAD, 0, 0, NUMBER_AT)
    yield _Instruction(JUMP_IF_AT_LEAST, len(refused) + 1, 0, FOREIGN)
    for position, number in enumerate(refused):
        yield _Instruction(JUMP_IF_EQUAL, len(refused) - position, 0, number)
    yield _Instruction(RETURN, 0, 0, ALLOW)
    yield _Instruction(RETURN, 0, 0, REFUSE)
