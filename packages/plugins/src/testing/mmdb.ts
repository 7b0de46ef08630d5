/**
 * Databases of addresses for tests, in MaxMind's format (https://maxmind.github.io/MaxMind-DB/, version 2.0): a search tree
 * of 24-bit records, sixteen zeros, the data, the metadata.
 */
export type MmdbValue = string | number | { readonly [key: string]: MmdbValue }

/** `networks`: their records, by prefix (`192.0.2.0/24`, `2001:db8::/32`); a longer one has to follow a shorter one it is in. */
export const makeMmdb = (type: string, networks: Readonly<Record<string, MmdbValue>>, ipVersion: 4 | 6 = 6): Buffer => {
  const tree = new Tree()
  const data: Array<Buffer> = []
  let dataBytes = 0
  for (const [network, record] of Object.entries(networks)) {
    tree.insert(bitsOf(network, ipVersion), { data: dataBytes })
    const encoded = encode(record)
    data.push(encoded)
    dataBytes += encoded.length
  }
  const nodes = tree.nodes()
  const records = Buffer.alloc(nodes.length * 6)
  nodes.forEach((node, index) =>
    node.forEach((child, side) => {
      const value =
        child === null ? nodes.length : "data" in child ? nodes.length + 16 + child.data : nodes.indexOf(child.children)
      records.writeUIntBE(value, index * 6 + side * 3, 3)
    })
  )
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_795_000_000,
    database_type: type,
    ip_version: ipVersion,
    node_count: nodes.length,
    record_size: 24
  })
  return Buffer.concat([records, Buffer.alloc(16), ...data, Buffer.from("\xab\xcd\xefMaxMind.com", "latin1"), metadata])
}

type Child = null | { readonly data: number } | { readonly children: [Child, Child] }

class Tree {
  readonly #root: [Child, Child] = [null, null]

  insert(bits: ReadonlyArray<0 | 1>, leaf: Child): void {
    let node = this.#root
    bits.forEach((bit, depth) => {
      if (depth === bits.length - 1) {
        node[bit] = leaf
        return
      }
      const child = node[bit]
      // What is told of a network holds for the rest of it, beside the smaller one within.
      if (child === null || "data" in child) {
        const below: [Child, Child] = [child, child]
        node[bit] = { children: below }
        node = below
      } else node = child.children
    })
  }

  nodes(): ReadonlyArray<[Child, Child]> {
    const all: Array<[Child, Child]> = []
    const visit = (node: [Child, Child]): void => {
      all.push(node)
      for (const child of node) if (child !== null && "children" in child) visit(child.children)
    }
    visit(this.#root)
    return all
  }
}

/** IPv4 stands at the beginning of the address space of IPv6. */
const bitsOf = (network: string, ipVersion: 4 | 6): ReadonlyArray<0 | 1> => {
  const [address, length] = network.split("/") as [string, string]
  const isIPv4 = !address.includes(":")
  const bytes = isIPv4 ? address.split(".").map(Number) : bytesOfIPv6(address)
  const bits = bytes.flatMap((byte) => Array.from({ length: 8 }, (_, bit) => ((byte >> (7 - bit)) & 1) as 0 | 1))
  const prefix = bits.slice(0, Number(length))
  return isIPv4 && ipVersion === 6 ? [...Array.from({ length: 96 }, () => 0 as const), ...prefix] : prefix
}

const bytesOfIPv6 = (address: string): ReadonlyArray<number> => {
  const [left, right = ""] = address.split("::") as [string, string?]
  const groupsOf = (text: string) => text.split(":").filter((group) => group !== "")
  const [before, after] = [groupsOf(left), groupsOf(right)]
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0")
  return [...before, ...zeros, ...after].flatMap((group) => {
    const number = Number.parseInt(group, 16)
    return [number >> 8, number & 0xff]
  })
}

const MAP = 7
const TEXT = 2
const UINT32 = 6

const encode = (value: MmdbValue): Buffer => {
  if (typeof value === "string") {
    const bytes = Buffer.from(value)
    return Buffer.concat([control(TEXT, bytes.length), bytes])
  }
  if (typeof value === "number") {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return Buffer.concat([control(UINT32, 4), bytes])
  }
  const fields = Object.entries(value)
  return Buffer.concat([control(MAP, fields.length), ...fields.flatMap(([key, field]) => [encode(key), encode(field)])])
}

const control = (type: number, size: number): Buffer =>
  size < 29 ? Buffer.from([(type << 5) | size]) : Buffer.from([(type << 5) | 29, size - 29])
