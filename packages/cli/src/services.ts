/**
 * What Effect's parser of the command line asks for, as far as it is used: files and paths. By its type it wants a
 * terminal, too, and what starts processes, for prompts and actions that nothing of ours has; their layers would load
 * readline, child_process and stdin, 20 ms of a start. Should one be asked after all, the fault says its name.
 */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import { Effect, Layer, type Stdio, type Terminal } from "effect"
import type { ChildProcessSpawner } from "effect/process"

const files = Layer.mergeAll(NodeFileSystem.layer, NodePath.layer)

type Unused = Terminal.Terminal | Stdio.Stdio | ChildProcessSpawner.ChildProcessSpawner
type Files = Layer.Success<typeof files>

export const provideServices = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.provide(effect as Effect.Effect<A, E, Exclude<R, Unused> | Files>, files)
