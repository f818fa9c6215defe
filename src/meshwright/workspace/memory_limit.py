"""The memory limit of this process.

This module does not set the limit. Imports nothing else, because memory may be short.
"""


def memory_limit() -> int | None:
    """Return the number of bytes of address space that this process may use; None without a limit."""
    try:
        import resource
    except ImportError:
        return None
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if limit == resource.RLIM_INFINITY else limit
