/**
 * What lies where in the memory of the kernel that adds up a selected time: behind what makes images (image.memory.ts),
 * all of it at the size it may grow to; pages that nobody touches cost nothing.
 *
 *     shapes       of records, by their headers (readPages.ts)
 *     words        methods and classes by their texts, with their numbers
 *     odd          ids of rows that go on on other pages
 *     keys         ids of keys by site, method, status and class, in the slots of a hash
 *     masks        which conditions a key meets, by its id
 *     folded       the sums of the path at hand, and of these under each condition
 *     picked       which of those a row has
 *     file         pages as they were read
 *     requests     path and number of the method, by a request's id
 *     agents       number of the class, by an agent's id
 *     paths        the first row of sums, by a path's id
 *     order        rows of the path at hand in the order of their keys
 *     rows         of sums
 *     durations    of each row, once there are any
 */
import { imageBytes } from "./image.memory"

export const shapeSlots: i32 = 512
export const shapesAt: usize = imageBytes
/** Of methods, and of classes. */
export const mostWords: i32 = 4 * 1024
export const wordsAt: usize = shapesAt + 80 * 512
export const mostOdd: i32 = 16 * 1024
export const oddAt: usize = wordsAt + 2 * 24 * 4 * 1024
/** A power of 2; three quarters of it are used at most. */
export const keySlots: i32 = 64 * 1024
export const keysAt: usize = oddAt + 4 * 16 * 1024
/** Of keys whose conditions are known, from 0. */
export const mostMasks: i32 = 64 * 1024
export const masksAt: usize = keysAt + 16 * 64 * 1024
/** A key with this bit is left out. */
export const leftOut: i32 = 0x80
/** The other bits of a mask (src/query/protocol.ts). */
const mostConditions: i32 = 7
export const foldedAt: usize = masksAt + 64 * 1024
/** Five of all, two under each condition. */
export const mostPicked: i32 = 5 + 2 * mostConditions
export const pickedAt: usize = foldedAt + 8 * <usize>mostPicked
export const fileBytes: i32 = 1024 * 1024
export const fileAt: usize = pickedAt + 32
/** Of requests, agents and paths, from 0. */
export const mostIds: i32 = 4 * 1024 * 1024
/** What is looked at behind the last page is nobody's. */
export const requestsAt: usize = fileAt + <usize>fileBytes + 64
export const agentsAt: usize = requestsAt + 8 * <usize>mostIds
export const pathsAt: usize = agentsAt + <usize>mostIds
export const orderAt: usize = pathsAt + 4 * <usize>mostIds
export const mostRows: i32 = 1024 * 1024
/** Key, number of the path's next row, hits, bytes. */
export const rowBytes: usize = 24
export const rowsAt: usize = orderAt + 4 * 64 * 1024
export const durationBytes: usize = 24
export const durationsAt: usize = rowsAt + <usize>mostRows * rowBytes
export const durationsEnd: usize = durationsAt + <usize>mostRows * durationBytes
