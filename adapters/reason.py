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
    errno.EEXIST: "där ligger redan en fil",
    errno.ENAMETOOLONG: "namnet är för långt",
    errno.ELOOP: "länken pekar i en ring",
    errno.ENXIO: "enheten finns inte",
    errno.EDQUOT: "utrymmet på disken är slut för användaren",
    errno.EFBIG: "filen är för stor för disken",
    errno.ETIMEDOUT: "disken på nätet svarar inte",
    errno.ESTALE: "filen på nätet har flyttats eller tagits bort",
    errno.EMFILE: "för många filer är öppna",
    errno.ENFILE: "för många filer är öppna",
}


def reason(error: OSError) -> str:
    """A few words; the system's own when we have none."""
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__
