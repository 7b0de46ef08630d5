/**
 * Whether what was thrown is the system's word on a file (EIO, EISDIR, EACCES ...) and not a mistake of ours, which must
 * not be taken for a bad file. Node's own complaints have codes of another shape (ERR_OUT_OF_RANGE).
 */
export const isSystemError = (cause: unknown): cause is NodeJS.ErrnoException =>
  cause instanceof Error && /^E[A-Z0-9]+$/.test(String((cause as NodeJS.ErrnoException).code))
