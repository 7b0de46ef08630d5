/** What the system says when it refuses a file, in words for the user. */
import type { PlatformError } from "effect"

const texts: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "its file system may only be read",
  EISDIR: "it is a folder",
  ELOOP: "it is a link that leads to itself",
  ENAMETOOLONG: "its name is too long"
}

/** `EACCES` and the like; undefined where the system said nothing. */
export const systemCode = ({ reason }: PlatformError.PlatformError): string | undefined =>
  (reason.cause as NodeJS.ErrnoException | undefined)?.code

export const systemText = (cause: PlatformError.PlatformError): string =>
  texts[systemCode(cause) ?? ""] ?? cause.message
