/** What is wrong with compressed data; what could be made of it before was given. */

/** `truncated`: it ends too early. `corrupt`: a checksum or the data is wrong. `garbage`: other bytes follow. */
export type Damage = "truncated" | "corrupt" | "garbage"

export class DamageError extends Error {
  readonly damage: Damage

  constructor(damage: Damage, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = "DamageError"
    this.damage = damage
  }
}
