"""Why the operating system refused, in Swedish."""

import errno

_REASONS = {
    errno.ENOENT: "finns inte",
    errno.EISDIR: "är en mapp",
    errno.ENOTDIR: "en del av sökvägen är ingen mapp",
    errno.EACCES: "åtkomst nekas",
    errno.EPERM: "åtkomst nekas",
    errno.EROFS: "disken är skrivskyddad",
    errno.ENOSPC: "disken är full",
    errno.EIO: "läs- eller skrivfel på disken",
}


def reason(error: OSError) -> str:
    """A few words; the system's own when we have none."""
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__
