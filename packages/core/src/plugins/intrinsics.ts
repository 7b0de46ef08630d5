/**
 * What JavaScript itself brings along (`Array.prototype.map`), which all of logmill calls: a module that puts something else in its place
 * when it is loaded would make anything fail, anywhere. So what was there is put back, and the module is a faulty one.
 *
 * From then on those functions can't be assigned to any more: what one tries later, while it is asked, throws, as modules are strict
 * code, and is its own fault. Globals can, as whoever measures or tests a program does so with timers. Nothing is frozen, as
 * libraries may add to it (polyfills); who means harm finds a way.
 */

/** A property that was there: where, what, and what the place is called. */
interface Property {
  readonly owner: object
  readonly key: PropertyKey
  readonly descriptor: Descriptor
  readonly name: string
  /** Of a global: some are behind functions that give what they were last set to. */
  readonly value: unknown
}

/** Its functions are compared, never called. */
type Descriptor = Readonly<Record<"value" | "get" | "set", unknown>>

// They may be replaced as well.
const { defineProperty, get, getOwnPropertyDescriptor, ownKeys, set } = Reflect
const descriptorOf = getOwnPropertyDescriptor as (owner: object, key: PropertyKey) => Descriptor | undefined
const { is } = Object

const constructors = { Array, Object, String, Number, Function, RegExp, Date, Error, Map, Set, Promise, BigInt, Symbol }
const bytes = { ArrayBuffer, Uint8Array, Int32Array, Float64Array, DataView, Buffer }
const namespaces = { JSON, Math, Reflect, Atomics }
const timers = { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate, queueMicrotask }
const globals: ReadonlyArray<string> = Object.keys({ ...constructors, ...bytes, ...namespaces, ...timers, process })

/** Globals; and of which objects have functions of their own by the same name, which must be assigned to as before. */
const assigned: ReadonlySet<object> = new Set([
  globalThis,
  process,
  Object.prototype,
  Function.prototype,
  Error.prototype
])

/** All as it is now: some thousand properties, in 1 ms. */
export class Intrinsics {
  readonly #properties: ReadonlyArray<Property>

  constructor() {
    const named = Object.entries({ ...constructors, ...bytes }).flatMap(([name, one]): Array<[string, object]> => [
      [name, one],
      [`${name}.prototype`, one.prototype as object]
    ])
    const iterators: ReadonlyArray<[string, object]> = [
      ["Array iterator", Object.getPrototypeOf([][Symbol.iterator]()) as object],
      ["Iterator.prototype", Iterator.prototype],
      ["TypedArray.prototype", Object.getPrototypeOf(Uint8Array.prototype) as object]
    ]
    const owned = [...named, ...iterators, ...Object.entries(namespaces)].flatMap(([place, owner]) =>
      ownKeys(owner).map((key) => propertyOf(owner, key, nameIn(place, key)))
    )
    owned.push(propertyOf(process, "nextTick", "process.nextTick"))
    // First what these are found by.
    this.#properties = [...globals.map((name) => propertyOf(globalThis, name, name)), ...owned]
  }

  /** Puts back what was replaced or taken out since, and names it. Calls none of it before. */
  restore(): ReadonlyArray<string> {
    const replaced: Array<string> = []
    const properties = this.#properties
    for (let at = 0; at < properties.length; at++) {
      const { descriptor, key, name, owner, value } = properties[at]!
      const now = descriptorOf(owner, key)
      const isSame =
        now !== undefined &&
        is(now.value, descriptor.value) &&
        is(now.get, descriptor.get) &&
        is(now.set, descriptor.set) &&
        (owner !== globalThis || is(get(owner, key), value))
      // What RegExp remembers of the last match is no function.
      if (isSame || (owner !== globalThis && !isCalled(descriptor))) continue
      defineProperty(owner, key, descriptor as PropertyDescriptor)
      if (owner === globalThis) set(owner, key, value)
      replaced[replaced.length] = name
    }
    return replaced
  }

  /** Functions of what JavaScript has are not assigned to from now on. */
  hold(): void {
    for (const { descriptor, key, owner } of this.#properties) {
      const isFunction = typeof descriptor.value === "function" && key !== "constructor"
      if (isFunction && !assigned.has(owner)) defineProperty(owner, key, { writable: false })
    }
  }
}

const propertyOf = (owner: object, key: PropertyKey, name: string): Property => ({
  owner,
  key,
  descriptor: descriptorOf(owner, key)!,
  name,
  value: owner === globalThis ? get(owner, key) : undefined
})

const nameIn = (place: string, key: string | symbol): string =>
  `${place}${typeof key === "symbol" ? `[${String(key)}]` : `.${key}`}`

const isCalled = ({ get, set, value }: Descriptor): boolean =>
  typeof value === "function" || get !== undefined || set !== undefined
