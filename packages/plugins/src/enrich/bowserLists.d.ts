/** The lists that bowser goes through, in their order; its own types tell of the parser only. */
declare module "bowser/src/parser-*" {
  /** What of its parser the lists ask for. */
  export interface Asked {
    readonly test: (regex: RegExp) => boolean
    readonly hasBrand: (name: string) => boolean
    readonly getBrandVersion: (name: string) => undefined
    readonly getUA: () => string
    readonly getBrowserName: (isLower?: boolean) => string
    readonly getOSName: (isLower?: boolean) => string
    readonly getOSVersion: () => string | undefined
  }
  export interface Described {
    readonly name?: string
    readonly version?: string
    readonly versionName?: string
    readonly type?: string
  }
  export interface Descriptor {
    readonly test: ReadonlyArray<RegExp> | ((parser: Asked) => boolean)
    readonly describe: (agent: string, parser: Asked) => Described
  }
  const list: ReadonlyArray<Descriptor>
  export default list
}
