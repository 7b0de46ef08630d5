/** Over the same memory: reads numbers of several bytes faster than Buffer's own methods. */
export const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
